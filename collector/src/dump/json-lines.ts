import { formatHex } from '../bytes/hex.ts';
import type { TextBuilder } from '../bytes/text-builder.ts';
import { formatAsPath, originAs } from '../bgp/as-path.ts';
import type { NlriPrefix } from '../bgp/nlri.ts';
import { formatNotification } from '../bgp/notification.ts';
import { formatRefreshSubtype } from '../bgp/route-refresh.ts';
import type { MrtRecord } from '../mrt/record.ts';
import { formatFamily } from '../net/family.ts';
import { formatPrefix } from '../net/prefix.ts';
import { type Part, type RoutesPart, isRoutes } from './part.ts';

type Fields = Readonly<Record<string, unknown>>;

/** Writes parts as JSON, one line for each prefix and for each other message. Names and meaning: docs/dump.md. */
export class JsonLines {
  readonly #router: string;
  /** Text of the whole second that was written last. */
  #second = { seconds: NaN, text: '' };

  constructor(router: string) {
    this.#router = router;
  }

  add(record: MrtRecord, part: Part, text: TextBuilder): void {
    const head = this.#head(record, part);
    if (!isRoutes(part)) {
      text.utf8(`${head}${inner(messageFields(part))}${closing(record)}`);
      return;
    }
    const fields = part.kind === 'withdraw' ? withdrawFields(part) : attributeFields(part);
    const tail = `${inner(fields)}${closing(record)}`;
    const family = inner({ afi: formatFamily(part.family) });
    for (const prefix of part.prefixes) {
      text.utf8(`${head}${family}${prefixJson(prefix)}${tail}`);
    }
    if (part.undecoded?.length) {
      text.utf8(`${head}${family}${inner({ nlri: formatHex(part.undecoded) })}${tail}`);
    }
  }

  #head({ timeUs, extended }: MrtRecord, { kind, peer, direction }: Part): string {
    const head = { time: this.#time(timeUs, extended), kind, router: this.#router };
    const whose = peer && { peer: peer.address, peer_as: peer.as };
    const sent = direction === 'sent' ? { direction } : undefined;
    return JSON.stringify({ ...head, ...whose, ...sent }).slice(0, -1);
  }

  /** RFC 3339 in UTC, with microseconds where the record has them. */
  #time(timeUs: number, extended: boolean): string {
    const seconds = Math.floor(timeUs / 1_000_000);
    if (seconds !== this.#second.seconds) {
      this.#second = { seconds, text: new Date(seconds * 1000).toISOString().slice(0, 19) };
    }
    const fraction = extended ? `.${String(timeUs - seconds * 1_000_000).padStart(6, '0')}` : '';
    return `${this.#second.text}${fraction}Z`;
  }
}

/** Fields as JSON without the braces, to stand behind others; undefined ones are left out. */
function inner(fields: Fields): string {
  const json = JSON.stringify(fields);
  return json === '{}' ? '' : `,${json.slice(1, -1)}`;
}

function closing({ offset }: MrtRecord): string {
  return `,"offset":${offset}}\n`;
}

function prefixJson(prefix: NlriPrefix): string {
  const { pathId, rd, labels } = prefix;
  const text = `,"prefix":"${formatPrefix(prefix)}"`;
  return pathId === undefined && rd === undefined && labels === undefined
    ? text
    : text + inner({ path_id: pathId, rd, labels });
}

function withdrawFields({ malformed, ambiguous }: RoutesPart): Fields {
  return { cause: malformed ? 'malformed' : undefined, ambiguous: ambiguous || undefined };
}

function attributeFields({ attributes, nextHop, ambiguous, originatedSeconds }: RoutesPart): Fields {
  const { asPath, aigp, pmsiTunnel, others } = attributes!;
  return {
    ambiguous: ambiguous || undefined,
    originated: originatedSeconds === undefined ? undefined : isoSeconds(originatedSeconds),
    as_path: asPath && formatAsPath(asPath),
    origin_as: asPath && originAs(asPath),
    origin: attributes!.origin,
    next_hop: nextHop || undefined,
    med: attributes!.med,
    local_pref: attributes!.localPref,
    communities: attributes!.communities,
    large_communities: attributes!.largeCommunities,
    ext_communities: attributes!.extendedCommunities,
    ipv6_ext_communities: attributes!.ipv6ExtendedCommunities,
    aggregator: attributes!.aggregator,
    atomic_aggregate: attributes!.atomicAggregate,
    originator_id: attributes!.originatorId,
    cluster_list: attributes!.clusterList,
    otc: attributes!.onlyToCustomer,
    // Beyond what a number of JSON holds in many readers.
    aigp: aigp?.toString(),
    pmsi: pmsiTunnel && {
      flags: pmsiTunnel.flags,
      tunnel_type: pmsiTunnel.tunnelType,
      label: pmsiTunnel.label,
      identifier: pmsiTunnel.identifier,
    },
    prefix_sid: attributes!.prefixSid,
    others: others?.map(({ type, flags, bytes }) => ({ type, flags, value: formatHex(bytes) })),
  };
}

function isoSeconds(seconds: number): string {
  return `${new Date(seconds * 1000).toISOString().slice(0, 19)}Z`;
}

function messageFields(part: Exclude<Part, RoutesPart>): Fields {
  switch (part.kind) {
    case 'open': {
      const { version, myAs, holdTimeSeconds, bgpId, capabilities } = part.open;
      const listed = capabilities.map(({ code, name, text }) => ({ code, name, value: text }));
      return { version, my_as: myAs, hold_time: holdTimeSeconds, bgp_id: bgpId, capabilities: listed };
    }
    case 'notification': {
      const { code, subcode, data } = part.notification;
      return { code, subcode, text: formatNotification(part.notification), data: formatHex(data) || undefined };
    }
    case 'route-refresh': {
      const { family, subtype, filters } = part.refresh;
      return {
        afi: formatFamily(family),
        subtype,
        text: formatRefreshSubtype(subtype),
        filters: filters || undefined,
      };
    }
    case 'state':
      return { from: part.from, to: part.to };
    case 'end-of-rib':
      return { afi: formatFamily(part.family) };
    case 'keepalive':
      return {};
    case 'fault': {
      const { problem, fault } = part;
      return { problem, class: fault?.class, attribute: fault?.attribute, data: fault && formatHex(fault.bytes) };
    }
  }
}
