import { Badge, Card, LinkButton } from '@grafana/ui';
import React, { useEffect, useState } from 'react';
import { checkHealth, type Health, type Source } from './sources';

/** One data source and how it does. */
export function SourceCard({ source }: { source: Source }) {
  const [health, setHealth] = useState<Health>();
  useEffect(() => {
    let isShown = true;
    void checkHealth(source.uid).then((found) => isShown && setHealth(found));
    return () => {
      isShown = false;
    };
  }, [source.uid]);

  return (
    <Card noMargin>
      <Card.Heading>{source.name}</Card.Heading>
      <Card.Meta>{health ? health.message : 'Asking InfluxDB'}</Card.Meta>
      <Card.Tags>
        {health && (
          <Badge
            color={health.isWell ? 'green' : 'red'}
            icon={health.isWell ? 'check' : 'exclamation-triangle'}
            text={health.isWell ? 'Working' : 'Not working'}
          />
        )}
      </Card.Tags>
      <Card.Actions>
        <LinkButton variant="secondary" icon="cog" href={`connections/datasources/edit/${source.uid}`}>
          Settings
        </LinkButton>
        <LinkButton variant="secondary" icon="compass" href={exploreUrl(source)}>
          Explore
        </LinkButton>
      </Card.Actions>
    </Card>
  );
}

function exploreUrl({ uid }: Source): string {
  const pane = {
    datasource: uid,
    queries: [{ refId: 'A', datasource: { uid } }],
    range: { from: 'now-6h', to: 'now' },
  };
  return `explore?schemaVersion=1&panes=${encodeURIComponent(JSON.stringify({ earshot: pane }))}`;
}
