import { Daemon } from './daemon.ts';
import type { PlainRoute } from './route.ts';
import { sorted } from './route.ts';

/** BIRD as a peer: its configuration, and what it says that it exports. */
export class Bird extends Daemon {
  static async start(config: string): Promise<Bird> {
    const bird = new Bird();
    bird.write('bird.conf', config);
    bird.run();
    await bird.answers();
    return bird;
  }

  run(): void {
    this.start('bird', ['-f', '-c', 'bird.conf', '-s', 'bird.ctl', '-P', 'bird.pid']);
  }

  async answers(): Promise<void> {
    await this.ready('birdc', '-s', 'bird.ctl', 'show', 'status');
  }

  birdc(...command: readonly string[]): string {
    return this.ask('birdc', '-s', 'bird.ctl', ...command);
  }

  /** The routes that it sends to the protocol `earshot`, before it adds its own AS. */
  exported(as: number): PlainRoute[] {
    const routes: PlainRoute[] = [];
    const nextHops = this.#nextHops();
    let family = '';
    let prefix = '';
    for (const line of this.birdc('show', 'route', 'export', 'earshot', 'all').split('\n')) {
      const table = /^Table (\w+):/.exec(line)?.[1];
      family = table === undefined ? family : FAMILIES[table]!;
      const [, start = '', kind] = /^(\S+(?: \S+)?)? +(blackhole|unicast) \[/.exec(line) ?? [];
      if (kind !== undefined) {
        prefix = start === '' ? prefix : start.trim();
        const route = `${family} ${prefix}`;
        routes.push({ ...NOTHING, route, nextHop: nextHops[family], asPath: String(as), origin: 'IGP' });
      }
      const [, name, value] = /^\tBGP\.(\w+): (.*)$/.exec(line) ?? [];
      if (name !== undefined) {
        routes.push({ ...routes.pop()!, ...attribute(name, value!, as) });
      }
    }
    return sorted(routes);
  }

  #nextHops(): Record<string, string> {
    const text = this.birdc('show', 'protocols', 'all', 'earshot');
    return Object.fromEntries(
      [...text.matchAll(/Channel (\S+)[^]*?BGP Next hop: +(\S+)/g)].map(([, name, hop]) => [name!, hop!])
    );
  }
}

const FAMILIES: Readonly<Record<string, string>> = { master4: 'ipv4', master6: 'ipv6' };
const NOTHING = {
  med: undefined,
  communities: undefined,
  largeCommunities: undefined,
  extendedCommunities: undefined,
};

function attribute(name: string, value: string, as: number): Partial<PlainRoute> {
  const items = [...value.matchAll(/\(([^)]+)\)/g)].map(([, item]) => item!.replace(/, ?/g, ':'));
  switch (name) {
    case 'as_path':
      return { asPath: `${as} ${value}`.trim() };
    case 'origin':
      return { origin: value.toUpperCase() };
    case 'med':
      return { med: Number(value) };
    case 'community':
      return { communities: items };
    case 'large_community':
      return { largeCommunities: items };
    case 'ext_community':
      return { extendedCommunities: items.map((item) => item.replace(/^ro:/, 'soo:')) };
    default:
      return {};
  }
}
