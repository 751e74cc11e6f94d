import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { FieldValidationMessage, useStyles2 } from '@grafana/ui';
import React, { useId, type ReactNode } from 'react';

/** Ties a control to its label and to the message below it. Not every control of Grafana takes an `id`. */
export interface ControlIds {
  id: string;
  'aria-labelledby': string;
}

interface Props {
  label: string;
  error?: string | undefined;
  children: (ids: ControlIds) => ReactNode;
}

export function EditorField({ label, error, children }: Props) {
  const id = useId();
  const styles = useStyles2(getStyles);
  return (
    <div>
      <div className={styles.field}>
        <label className={styles.label} id={`${id}-label`} htmlFor={id}>
          {label}
        </label>
        {children({ id, 'aria-labelledby': `${id}-label` })}
      </div>
      {error && (
        <div className={styles.error}>
          <FieldValidationMessage>{error}</FieldValidationMessage>
        </div>
      )}
    </div>
  );
}

function getStyles(theme: GrafanaTheme2) {
  return {
    field: css({
      display: 'flex',
      alignItems: 'center',
      gap: theme.spacing(1),
      // Empty controls of some kinds are lower than filled ones.
      minHeight: theme.spacing(theme.components.height.md),
    }),
    label: css({
      margin: 0,
      whiteSpace: 'nowrap',
      fontSize: theme.typography.bodySmall.fontSize,
      color: theme.colors.text.secondary,
    }),
    error: css({ maxWidth: theme.spacing(60) }),
  };
}
