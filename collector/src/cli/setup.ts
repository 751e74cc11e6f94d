import type { Config } from '../config/load.ts';
import { databaseOf, homes } from '../influx/databases.ts';
import { serverVersion } from '../influx/server.ts';
import { createCommandV3, createStore, retentionOf } from '../influx/stores.ts';
import { EXIT } from './exit.ts';
import { formatDuration } from './format.ts';

/** `earshot setup`: makes the databases that are missing. Existing ones are left as they are. Gives the exit code. */
export async function setup({ connection, databases, retentionDays }: Config): Promise<number> {
  const version = await serverVersion(connection);
  console.log(`InfluxDB ${version.text} at ${connection.url}`);
  if (version.major === 3) {
    console.log('  3.x makes databases by its own command, with an admin token in INFLUXDB3_AUTH_TOKEN:');
    for (const store of homes(databases)) {
      console.log(`  ${createCommandV3(connection, databaseOf(databases, store), retentionDays[store])}`);
    }
    console.log('  How long a database keeps rows cannot be changed afterwards in 3 Core.');
    return EXIT.ok;
  }
  for (const store of homes(databases)) {
    const database = databaseOf(databases, store);
    const days = retentionDays[store];
    const before = await retentionOf(connection, version, database);
    if (!before.exists) {
      await createStore(connection, version, database, days);
    }
    const seconds = before.exists ? before.seconds : days && days * 86_400;
    const kept = seconds === undefined ? 'keeps rows for ever' : `keeps rows for ${formatDuration(seconds)}`;
    console.log(`  ${store}: database "${database}" ${before.exists ? 'exists, unchanged' : 'created'}, ${kept}`);
  }
  return EXIT.ok;
}
