// What an update costs in tables of different sizes, tables and detectors together. All sizes in one process and in turn. For
// bench-tables.mjs. Prints the CPU time of each size and round, microseconds an update. Argument: the profile of the domain.
import { Judgement } from '../collector/dist/detect/index.js';
import { defaultDomain, defaultSettings } from '../collector/dist/detect/settings.js';
import { IPV4_UNICAST } from '../collector/dist/net/family.js';
import { Rib } from '../collector/dist/rib/rib.js';
import { generator } from './bench-inputs.mjs';

const SIZES = [10_000, 100_000, 1_000_000];
const ROUNDS = 11;
/** Each round is an interval of its own, so that what is due at its end is in every one. */
const UPDATES_PER_ROUND = 20_000;
const UPDATES_PER_SECOND = 400;
const PATHS = 30_000;
const PEERS = [
  { router: 'local', view: 'adj-in-pre', vrf: 'default', address: '192.0.2.1', as: 64500 },
  { router: 'local', view: 'adj-in-pre', vrf: 'default', address: '192.0.2.2', as: 64501 },
];

const settings = { ...defaultSettings(60_000_000), domains: [defaultDomain('default', process.argv[2])] };
const tables = SIZES.map(filled);
const costs = SIZES.map(() => []);
for (let round = -2; round < ROUNDS; round++) {
  tables.forEach((table, at) => {
    const cost = costOfRound(table);
    if (round >= 0) {
      costs[at].push(cost);
    }
  });
}
console.log(JSON.stringify({ sizes: SIZES, costs }));

/** Tables of two peers that both know all prefixes, with what it takes to go on. */
function filled(size) {
  const rib = new Rib(1);
  const judgement = new Judgement(rib, settings);
  const table = { size, rib, judgement, random: generator(size), timeUs: 1_700_000_000_000_000, withdrawn: [] };
  const take = takerOf(table);
  judgement.tick(table.timeUs, () => {});
  for (const peer of PEERS) {
    take({ kind: 'peer-up', timeUs: table.timeUs, timeNs: 0n, peer });
    for (let i = 0; i < size; i++) {
      take(announce(table, peer, prefix(i)));
    }
    take({ kind: 'end-of-rib', timeUs: table.timeUs, timeNs: 0n, peer, family: IPV4_UNICAST });
  }
  return table;
}

/** Microseconds of CPU time an update. */
function costOfRound(table) {
  const { rib, judgement, random, size, withdrawn } = table;
  const take = takerOf(table);
  const started = process.cpuUsage();
  for (let update = 0; update < UPDATES_PER_ROUND; update++) {
    if (update % UPDATES_PER_SECOND === 0) {
      table.timeUs += (60_000_000 / UPDATES_PER_ROUND) * UPDATES_PER_SECOND;
      rib.tick(table.timeUs, takeChange(table));
      judgement.tick(table.timeUs, () => {});
    }
    const peer = PEERS[random(PEERS.length)];
    const { timeUs } = table;
    if (update % 4 === 1) {
      const gone = prefix(random(size));
      withdrawn.push({ peer, gone });
      take({ kind: 'withdraw', timeUs, timeNs: 0n, peer, family: IPV4_UNICAST, prefix: gone, cause: 'update' });
    } else if (update % 4 === 3) {
      const { peer: of, gone } = withdrawn.shift();
      take(announce(table, of, gone));
    } else {
      take(announce(table, peer, prefix(random(size))));
    }
  }
  const { user, system } = process.cpuUsage(started);
  return (user + system) / UPDATES_PER_ROUND;
}

function takerOf(table) {
  const observe = takeChange(table);
  return (event) => table.rib.apply(event, observe);
}

function takeChange({ judgement }) {
  return (change) => judgement.observe(change, () => {});
}

/** One of as many AS paths in every size: how many there are is a property of the world, not of the table. */
function announce({ random, timeUs }, peer, to) {
  const path = random(PATHS);
  const asPath = [{ kind: 'sequence', asns: [peer.as, 1000 + (path % 300), 2000 + (path % 5000), 10_000 + path] }];
  const attributes = { origin: 'igp', asPath };
  const otherAttributes = Uint8Array.of(0x40, 1, 1, 0);
  const of = { timeUs, timeNs: 0n, peer, family: IPV4_UNICAST };
  return { kind: 'announce', ...of, prefix: to, attributes, otherAttributes, nextHop: peer.address };
}

/** Neighbouring networks of 24 bits. */
function prefix(index) {
  const w0 = (11 << 24) + (index << 8);
  return {
    addressBits: 32,
    w0,
    w1: 0,
    w2: 0,
    w3: 0,
    lengthBits: 24,
    pathId: undefined,
    rd: undefined,
    labels: undefined,
  };
}
