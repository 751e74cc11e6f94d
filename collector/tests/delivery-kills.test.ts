import { test } from 'vitest';
import { expectNothingLost } from './build/kills.ts';
import { hasTool } from './tools.ts';

test.skipIf(!hasTool('influxd'))(
  '30 kills at random moments, through a bad connection to a server that is killed as well: nothing lost, nothing twice',
  async () => {
    await expectNothingLost(30);
  },
  300_000
);
