import { Alert, Button, Field, Input } from '@grafana/ui';
import React from 'react';
import type { Scene } from '../scene';

function Components() {
  return (
    <>
      <Alert title="Two overlaps are open" severity="warning" />
      <Field label="Prefix">
        <Input value="10.1.0.0/16" readOnly />
      </Field>
      <Button icon="sync">Ask again</Button>
    </>
  );
}

export const scenes: Record<string, Scene> = { components: Components };
