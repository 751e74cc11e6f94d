import { execFileSync } from 'node:child_process';
import { chmodSync, chownSync, readFileSync, readdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterEach, expect, test } from 'vitest';
import { FileFollower } from '../../src/sources/file-follower.ts';
import { freePort } from '../influxd.ts';
import { hasTool } from '../tools.ts';
import { Bird } from './bird.ts';
import { stopDaemons, unprivileged, until } from './daemon.ts';

const RULES = resolve(import.meta.dirname, '../../../packaging/logrotate/earshot-bird');
const installed = hasTool('birdc') && hasTool('logrotate');
const ROTATIONS = 3;

afterEach(stopDaemons);

/** Two speakers in one BIRD, of which one announces a route that changes; both are written to the mrtdump. */
function config(port: number, otherPort: number, route: number): string {
  const speaker = (name: string, local: string, as: number, more: string): string =>
    `protocol bgp ${name} { local ${local} as ${as}; multihop; ${more} hold time 9; connect delay time 1; }`;
  return `router id 127.0.0.21;
mrtdump "bgp.mrt";
mrtdump protocols all;
ipv4 table second;
protocol device { }
protocol static { ipv4; route 10.${route}.0.0/16 blackhole; }
${speaker('one', `127.0.0.21 port ${port}`, 65010, `neighbor 127.0.0.22 port ${otherPort} as 65020; ipv4 { import none; export all; };`)}
${speaker('two', `127.0.0.22 port ${otherPort}`, 65020, `neighbor 127.0.0.21 port ${port} as 65010; ipv4 { table second; import all; export none; };`)}
`;
}

test.skipIf(!installed)('the rules for logrotate lose nothing of what BIRD writes, while it is followed', async () => {
  const [port, otherPort] = [await freePort(), await freePort()];
  const bird = await Bird.start(config(port, otherPort, 1));
  await until('the session', () => bird.birdc('show', 'protocols', 'two').includes('Established'));

  const heard: Uint8Array[] = [];
  let begun = 0;
  const stop = new AbortController();
  const follower = new FileFollower(bird.path('bgp.mrt'), { from: 'start', checkMs: 100 });
  const following = (async (): Promise<void> => {
    for await (const item of follower.items(stop.signal)) {
      if (item.kind === 'begin') {
        begun++;
      } else if (item.kind === 'chunk') {
        heard.push(item.bytes);
      }
    }
  })();

  const rules = readFileSync(RULES, 'utf8')
    .replace('/var/log/bird/bgp.mrt', bird.path('bgp.mrt'))
    .replace('birdc configure >', `PATH=$PATH:/usr/sbin birdc -s ${bird.path('bird.ctl')} configure >`);
  bird.write('rules', rules);
  // It refuses folders that others may write to, and files of others.
  chmodSync(bird.folder, 0o755);
  chownSync(bird.folder, unprivileged.uid ?? process.getuid!(), unprivileged.gid ?? process.getgid!());
  const change = (route: number): void => {
    bird.write('bird.conf', config(port, otherPort, route));
    bird.birdc('configure');
  };
  const hears = (route: number): Promise<boolean> =>
    until(`route ${route}`, () => Buffer.concat(heard).includes(announced(route)));
  await hears(1);
  for (let rotation = 1; rotation <= ROTATIONS; rotation++) {
    // A file with nothing in it is not rotated.
    change(10 * rotation);
    await hears(10 * rotation);
    change(10 * rotation + 1);
    const env = { ...process.env, PATH: `${process.env['PATH']}:/usr/sbin` };
    execFileSync('logrotate', ['--force', '--state', bird.path('state'), bird.path('rules')], {
      env,
      cwd: bird.folder,
      stdio: 'pipe',
      ...unprivileged,
    });
    await until('the new file', () => begun === 1 + rotation);
  }
  change(9);
  await hears(9);
  expect(bird.birdc('show', 'protocols', 'two')).toContain('Established');
  bird.signal('SIGSTOP');

  const written = Buffer.concat(filesOf(bird));
  await until('all of it', () => Buffer.concat(heard).length >= written.length);
  stop.abort();
  await following;
  expect(Buffer.concat(heard).equals(written)).toBe(true);
  for (const route of [1, 10, 11, 20, 21, 30, 31, 9]) {
    expect(written.includes(announced(route))).toBe(true);
  }
});

/** What is left of all files, the oldest first. */
function filesOf(bird: Bird): Buffer[] {
  const numberOf = (name: string): number => Number(/\d+/.exec(name)?.[0] ?? 0);
  const names = readdirSync(bird.folder).filter((name) => name.startsWith('bgp.mrt'));
  expect(names).toHaveLength(ROTATIONS + 1);
  return names
    .sort((a, b) => numberOf(b) - numberOf(a))
    .map((name) => readFileSync(bird.path(name)))
    .map((bytes) => (bytes[0] === 0x1f && bytes[1] === 0x8b ? gunzipSync(bytes) : bytes));
}

/** 10.ROUTE.0.0/16 as NLRI. */
function announced(route: number): Buffer {
  return Buffer.from([16, 10, route]);
}
