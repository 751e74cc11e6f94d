import { truncateSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Influxd } from '../influxd.ts';
import type { Neighbourhood } from './neighbourhood.ts';
import { HERE } from './neighbours.ts';

/** How often routes change. */
const FLAP_MS = 3000;
const RIS_MS = 200;

/** What the script acts on; `configure` gives the collector another configuration. */
export interface Scene {
  readonly around: Neighbourhood;
  readonly influxd: Influxd;
  readonly configure: (variant: number) => void;
}

/** Something that goes wrong, or that an operator does, and what ends it. */
interface Disturbance {
  /** Seconds from the beginning of a round. */
  readonly at: number;
  readonly name: string;
  readonly begin: (scene: Scene, round: number) => void | Promise<void>;
  readonly lastsSeconds?: number;
  readonly end?: (scene: Scene) => void | Promise<void>;
}

const ROUND_SECONDS = 600;
const SCRIPT: readonly Disturbance[] = [
  { at: 20, name: 'the mrtdump is rotated', begin: ({ around }) => around.rotate() },
  {
    ...{ at: 50, lastsSeconds: 8, name: 'a session in the mrtdump is ended' },
    begin: ({ around }) => void around.bird.birdc('disable', 'two'),
    end: ({ around }) => void around.bird.birdc('enable', 'two'),
  },
  {
    ...{ at: 80, lastsSeconds: 6, name: 'BIRD ends its session' },
    begin: ({ around }) => void around.bird.birdc('disable', 'heard', '"soak"'),
    end: ({ around }) => void around.bird.birdc('enable', 'heard'),
  },
  {
    ...{ at: 100, lastsSeconds: 8, name: 'ExaBGP is killed' },
    begin: ({ around }) => around.exabgp.signal('SIGKILL'),
    end: ({ around }) => around.runExabgp(),
  },
  {
    ...{ at: 140, lastsSeconds: 8, name: 'FRR is killed' },
    begin: ({ around }) => around.silence('frr', 'SIGKILL'),
    end: ({ around }) => around.restartFrr(),
  },
  { at: 170, name: 'RIS Live is cut off', begin: ({ around }) => around.ris.cut() },
  { at: 190, name: 'other ROAs', begin: ({ around }, round) => around.serveRoas(round % 2 === 0 ? 23 : 24) },
  {
    ...{ at: 200, lastsSeconds: 220, name: 'another configuration' },
    begin: ({ configure }, round) => configure(1 + round),
    end: ({ configure }) => configure(0),
  },
  { at: 220, name: 'the mrtdump is cut in place', begin: ({ around }) => truncateSync(around.bird.path('bgp.mrt')) },
  {
    ...{ at: 240, lastsSeconds: 120, name: 'InfluxDB is away' },
    begin: ({ influxd }) => influxd.kill(),
    end: ({ influxd }) => influxd.restart(),
  },
  {
    at: 255,
    name: 'GoBGP resets its session',
    begin: ({ around }) => void around.gobgp.gobgp('neighbor', HERE, 'reset'),
  },
  { at: 270, name: 'the mrtdump is rotated', begin: ({ around }) => around.rotate() },
  {
    ...{ at: 300, lastsSeconds: 15, name: 'BIRD is silent beyond its hold time' },
    begin: ({ around }) => around.silence('bird', 'SIGSTOP'),
    end: ({ around }) => around.wakeBird(),
  },
  {
    ...{ at: 390, lastsSeconds: 5, name: 'stayrtr is killed' },
    begin: ({ around }) => around.stayrtr.signal('SIGKILL'),
    end: ({ around }) => around.runStayrtr(),
  },
  {
    ...{ at: 450, lastsSeconds: 10, name: 'FRR ends its session' },
    begin: ({ around }) => around.shutFrr(true),
    end: ({ around }) => around.shutFrr(false),
  },
  {
    ...{ at: 480, lastsSeconds: 1, name: 'InfluxDB is killed and started again' },
    begin: ({ influxd }) => influxd.kill(),
    end: ({ influxd }) => influxd.restart(),
  },
  {
    ...{ at: 500, lastsSeconds: 5, name: 'ExaBGP is killed' },
    begin: ({ around }) => around.exabgp.signal('SIGKILL'),
    end: ({ around }) => around.runExabgp(),
  },
];

/** What the script breaks itself; any other error in the log is a mistake. */
export const EXPECTED_ERRORS = /^source-state (ris-live|rtr) /;

/** Plays the script, round by round, for so long, and ends what it began; `told` hears of each disturbance. */
export async function churn(scene: Scene, lastsMs: number, told: (name: string) => void): Promise<void> {
  const startMs = performance.now();
  const endMs = startMs + lastsMs;
  const failed = Promise.withResolvers<never>();
  let count = 0;
  const telling = setInterval(() => scene.around.tellRis(count++), RIS_MS);
  const flapping = setInterval(() => {
    try {
      scene.around.flap();
    } catch (error) {
      failed.reject(error);
    }
  }, FLAP_MS);
  const until = (ms: number): Promise<void> => sleep(Math.max(0, Math.min(ms, endMs) - performance.now()));

  async function play({ at, name, begin, lastsSeconds = 0, end }: Disturbance, round: number): Promise<void> {
    const fromMs = startMs + (round * ROUND_SECONDS + at) * 1000;
    await until(fromMs);
    if (fromMs < endMs) {
      told(name);
      await begin(scene, round);
      await until(fromMs + lastsSeconds * 1000);
      await end?.(scene);
    }
  }
  try {
    for (let round = 0; performance.now() < endMs; round++) {
      const roundEnds = until(startMs + (round + 1) * ROUND_SECONDS * 1000);
      await Promise.race([failed.promise, Promise.all([roundEnds, ...SCRIPT.map((one) => play(one, round))])]);
    }
  } finally {
    clearInterval(telling);
    clearInterval(flapping);
  }
}
