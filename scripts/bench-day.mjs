// A busy day as line protocol, made up: 50 peers with 2,000 routes each, and updates. The tables are written every six hours, and as
// soon as as many updates were written as they have routes. For bench-queries.mjs.
import { generator } from './bench-inputs.mjs';

export const PEERS = 50;
export const ROUTES_PER_PEER = 2000;
const HOURS = 24;
const SNAPSHOT_HOURS = 6;
const MINUTE_NS = 60_000_000_000n;
const LABELS = ['vnet', 'expressroute', 'vpn', 'onprem'];

const peers = Array.from({ length: PEERS }, (_, number) => ({
  number,
  label: LABELS[number % LABELS.length],
  address: `10.0.${number}.1`,
  tags: `router=r${number % 5},view=adj-in-pre,vrf=default,peer=10.0.${number}.1,peer_as=${64_600 + number}`,
}));

/** The lines of a day that begins at `startNs`, with so many rows of updates, in the order of time. */
export function* linesOfDay(startNs, updates) {
  const random = generator(11);
  const minutes = HOURS * 60;
  const tables = peers.map((peer) => tableOf(peer));
  let [written, dumpedMinute] = [0, -Infinity];
  yield* names(startNs);
  for (let minute = 0; minute < minutes; minute++) {
    const atNs = startNs + BigInt(minute) * MINUTE_NS;
    if (written >= PEERS * ROUTES_PER_PEER || minute - dumpedMinute >= SNAPSHOT_HOURS * 60) {
      [written, dumpedMinute] = [0, minute];
      yield* snapshots(tables, atNs);
    }
    const share = Math.round(updates / minutes);
    for (let i = 0; i < share; i++, written++) {
      yield update(tables[random(PEERS)], random, atNs + (MINUTE_NS / BigInt(share)) * BigInt(i));
    }
    yield* interval(atNs + MINUTE_NS - 1n, minute, random);
  }
}

/** A peer's routes: which of its ways each goes, and since when where that was heard. */
function tableOf(peer) {
  const routes = Array.from({ length: ROUTES_PER_PEER }, (_, route) => ({ way: route % 7, sinceNs: undefined }));
  return { peer, routes };
}

function* names(atNs) {
  for (const { address, number } of peers) {
    yield `bgp_inventory,collector=local,kind=peer key="${address}",name="peer-${number}",group="" ${atNs + BigInt(number)}`;
    yield `bgp_inventory,collector=local,kind=asn key="${64_600 + number}",name="AS-${number}" ${atNs + BigInt(number)}`;
  }
}

function* snapshots(tables, atNs) {
  const startedNs = atNs - BigInt(ROUTES_PER_PEER) - 1n;
  for (const { peer, routes } of tables) {
    let written = 0;
    for (const [route, { way, sinceNs }] of routes.entries()) {
      if (way !== undefined) {
        const since = sinceNs === undefined ? '' : `,since=${sinceNs}i`;
        yield routeLine(peer, 'rib', route, way, since, startedNs + BigInt(written++));
      }
    }
    yield `bgp_snapshots,${peer.tags},afi=ipv4 started=${startedNs}i,routes=${written}i,complete=1i ${atNs - 1n}`;
  }
}

function update({ peer, routes }, random, atNs) {
  // A few routes make most of the noise.
  const route = random(3) === 0 ? random(ROUTES_PER_PEER) : random(ROUTES_PER_PEER / 100);
  const before = routes[route].way;
  const told = (action, way, change) => routeLine(peer, action, route, way, `,change="${change}",cause="update"`, atNs);
  if (before !== undefined && random(10) === 0) {
    routes[route] = { way: undefined, sinceNs: undefined };
    return told('withdraw', before, 'withdrawn');
  }
  const way = before !== undefined && random(3) === 0 ? before : random(7);
  if (way === before) {
    return told('announce', way, 'duplicate');
  }
  routes[route] = { way, sinceNs: atNs };
  return told('announce', way, before === undefined ? 'new' : 'changed');
}

function routeLine(peer, action, route, way, more, atNs) {
  const [first, second, third] = [10 + (peer.number % 40), route >> 8, route & 255];
  const lo = first * 2 ** 24 + second * 2 ** 16 + third * 2 ** 8;
  const place = `prefix="${first}.${second}.${third}.0/24",lo=${lo}i,hi=${lo + 255}i,length=24i`;
  const path = `${64_600 + peer.number} ${64_700 + way} ${65_000 + (route % 97)}`;
  const attributes =
    action === 'withdraw'
      ? ''
      : `,as_path="${path}",origin_as=${65_000 + (route % 97)}i,path_length=3i,origin="IGP",next_hop="${peer.address}",med=${way}i,communities="65000:${way} 65000:1${way}"`;
  return `bgp_routes,${peer.tags},afi=ipv4,action=${action},bucket=${first} ${place}${attributes}${more},label="${peer.label}" ${atNs}`;
}

/** What is counted and observed once per interval. */
function* interval(atNs, minute, random) {
  for (const { tags, label, number } of peers) {
    for (const type of ['OPEN', 'UPDATE', 'NOTIFICATION', 'KEEPALIVE', 'ROUTE-REFRESH']) {
      const count = { UPDATE: random(500), KEEPALIVE: 2 }[type] ?? 0;
      yield `bgp_messages,${tags},type=${type} count=${count}i,bytes=${count * 60}i ${atNs}`;
    }
    yield `bgp_updates,${tags},afi=ipv4,label=${label} announced=${random(500)}i,withdrawn=${random(50)}i,path_changes=${random(9)}i,attribute_changes=0i,duplicates=${random(9)}i,replayed=0i ${atNs}`;
    yield `bgp_prefixes,${tags},afi=ipv4,label=${label} prefixes=${ROUTES_PER_PEER}i,as_paths=679i,origins=97i,path_length_mean=3,path_length_max=3i,moas=0i,limit_used_percent=50 ${atNs}`;
    const up = number === 7 && minute % 240 < 5 ? 0 : 1;
    yield `bgp_sessions,${tags} up=${up}i,state="${up ? 'Established' : 'Idle'}" ${atNs}`;
  }
  for (const label of LABELS) {
    yield `bgp_totals,collector=local,domain=default,afi=ipv4,label=${label} prefixes=25000i,as_paths=9000i,origins=97i,overlaps=3i,single_path=40i ${atNs}`;
  }
  for (let paths = 1; paths < 4; paths++) {
    yield `bgp_redundancy,collector=local,domain=default,afi=ipv4,paths=${paths} prefixes=${1000 * paths}i ${atNs}`;
  }
  for (let incident = 0; incident < 20; incident++) {
    yield `bgp_incidents,collector=local,kind=overlap id="o-${incident}",state="${minute % 60 === 59 ? 'resolved' : 'open'}",severity="warning",prefix="10.1.${incident}.0/24",summary="overlaps",prefixes=1i,started=${atNs - BigInt(minute % 60) * MINUTE_NS}i ${atNs + BigInt(incident)}`;
  }
  yield* now(atNs, minute, random);
}

/** What is observed less often. */
function* now(atNs, minute, random) {
  if (minute % 15 === 0) {
    for (let pair = 0; pair < 200; pair++) {
      yield `bgp_overlaps,collector=local,domain=default,afi=ipv4,kind=covering prefix="10.1.${pair}.0/24",covering="10.0.0.0/8",state="open",since=${atNs}i,peer="10.0.1.1",label="vnet" ${atNs + BigInt(pair)}`;
      yield `bgp_origins,collector=local,domain=default,afi=ipv4,kind=moas prefix="10.2.${pair}.0/24",state="open",since=${atNs}i,origins="65001 65002",peer="10.0.1.1" ${atNs + BigInt(pair)}`;
    }
    for (const { tags } of peers) {
      yield `bgp_prefix,${tags},afi=ipv4,prefix=10.1.1.0/24 visible=1i,paths=1i ${atNs}`;
    }
  }
  if (minute % 5 === 0) {
    for (let rank = 0; rank < 50; rank++) {
      const flaps = `prefix="10.1.${rank}.0/24",router="r1",peer="10.0.1.1",label="vnet",transitions=${random(99)}i,announces=9i,withdraws=9i,changes=9i`;
      yield `bgp_flaps,collector=local,afi=ipv4,rank=${String(rank).padStart(2, '0')} ${flaps} ${atNs}`;
    }
  }
  if (minute % 30 === 0) {
    yield `bgp_notification,${peers[7].tags},direction=received code=6i,subcode=2i,text="Cease",data="" ${atNs}`;
  }
}
