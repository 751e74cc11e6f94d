import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { PluginPage } from '@grafana/runtime';
import { Card, LinkButton, Stack, Text, useStyles2 } from '@grafana/ui';
import React, { useMemo } from 'react';
import { SourceCard } from './SourceCard';
import { listSources } from './sources';

const dashboards = [
  {
    uid: 'earshot-message-summary',
    title: 'Message summary',
    question: 'Is BGP quiet, and if not, since when?',
  },
  {
    uid: 'earshot-prefix-summary',
    title: 'Prefix summary',
    question: 'Which routes do I have, and from where?',
  },
];

/** What Earshot is, whether it can be asked, and where to look. */
export function RootPage() {
  const styles = useStyles2(getStyles);
  const sources = useMemo(() => listSources(), []);
  return (
    <PluginPage subTitle="Listens to BGP and shows what it hears.">
      <div className={styles.page}>
        <Text>
          A collector receives every BGP message, keeps the routing tables and writes what changed into InfluxDB. The
          data source of this app asks for it: in dashboards, in Explore and in alert rules.
        </Text>

        <section aria-labelledby="earshot-sources">
          <Text element="h2" variant="h4" id="earshot-sources">
            Data sources
          </Text>
          <Stack direction="column" gap={1}>
            {sources.map((source) => (
              <SourceCard key={source.uid} source={source} />
            ))}
            {sources.length === 0 && <Text color="secondary">There is none yet. Add one to begin.</Text>}
            <div>
              <LinkButton
                icon="plus"
                variant={sources.length === 0 ? 'primary' : 'secondary'}
                href="connections/datasources/new"
              >
                Add data source
              </LinkButton>
            </div>
          </Stack>
        </section>

        <section aria-labelledby="earshot-dashboards">
          <Text element="h2" variant="h4" id="earshot-dashboards">
            Dashboards
          </Text>
          <div className={styles.cards}>
            {dashboards.map(({ uid, title, question }) => (
              <Card key={uid} noMargin href={`d/${uid}`}>
                <Card.Heading>{title}</Card.Heading>
                <Card.Description>{question}</Card.Description>
              </Card>
            ))}
          </div>
        </section>
      </div>
    </PluginPage>
  );
}

function getStyles(theme: GrafanaTheme2) {
  return {
    page: css({
      maxWidth: theme.spacing(110),
      display: 'flex',
      flexDirection: 'column',
      gap: theme.spacing(4),
      h2: { marginBottom: theme.spacing(1) },
    }),
    cards: css({
      display: 'grid',
      gap: theme.spacing(1),
      gridTemplateColumns: `repeat(auto-fill, minmax(${theme.spacing(40)}, 1fr))`,
    }),
  };
}
