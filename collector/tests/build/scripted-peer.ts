import {
  attribute,
  keepalive,
  notification,
  open,
  originAndPath,
  reachIPv6,
  unreachIPv6,
  update,
  type UpdateParts,
} from './bgp.ts';
import { join, u16, u32, u8 } from './bytes.ts';
import { bgp4mp, stateChange } from './mrt.ts';

/** What a peer says of a prefix. */
export interface ScriptedPath {
  readonly asPath: readonly number[];
  readonly nextHop: string;
  readonly nextHopIPv6: string;
  readonly med?: number;
  /** Such as `65020:100`. RFC 1997 */
  readonly communities?: readonly string[];
}

export interface PeerTraits {
  readonly address: string;
  readonly as: number;
  /** Whether it sends several paths to a prefix. RFC 7911 */
  readonly addPath?: boolean;
}

/** Where records go, each at the time of the script. */
export interface Recorder {
  /** Unix seconds. */
  readonly timeSeconds: number;
  readonly routerAddress: string;
  write(record: Uint8Array): void;
}

/** Session states as BGP4MP numbers them. RFC 6396 §4.4.1 */
const IDLE = 1;
const OPEN_CONFIRM = 5;
const ESTABLISHED = 6;

/** Path identifier of the prefixes of a peer with ADD-PATH, unless the script gives another. */
const USUAL_PATH_ID = 1;
const KEEPALIVE_SECONDS = 30;

/**
 * A peer of a script, with the table that it announces: what it says while its session is down it tells when that comes up. Each
 * of its messages is a record of the router that receives it.
 */
export class ScriptedPeer {
  readonly #traits: PeerTraits;
  readonly #recorder: Recorder;
  /** By path identifier and prefix. */
  readonly #table = new Map<
    string,
    { readonly prefix: string; readonly pathId: number; readonly path: ScriptedPath }
  >();
  #upSeconds: number | undefined;

  constructor(traits: PeerTraits, recorder: Recorder) {
    this.#traits = traits;
    this.#recorder = recorder;
  }

  /** The session comes up, and the peer tells its table. */
  up(): void {
    this.#upSeconds = this.#recorder.timeSeconds;
    this.#write(openOf(this.#traits));
    this.#write(keepalive());
    this.#changeState(OPEN_CONFIRM, ESTABLISHED);
    for (const { prefix, pathId, path } of this.#table.values()) {
      this.#tell([prefix], path, pathId);
    }
    this.send(update({}));
    this.send(update({ more: [unreachIPv6([])] }));
  }

  /** The peer ends the session. RFC 4271 §4.5 */
  end(code: number, subcode: number, data?: Uint8Array): void {
    this.#write(notification(code, subcode, data));
    this.#changeState(ESTABLISHED, IDLE);
    this.#upSeconds = undefined;
  }

  announce(prefixes: readonly string[], path: ScriptedPath, pathId = USUAL_PATH_ID): void {
    for (const prefix of prefixes) {
      this.#table.set(`${pathId} ${prefix}`, { prefix, pathId, path });
    }
    this.#tell(prefixes, path, pathId);
  }

  withdraw(prefixes: readonly string[], pathId = USUAL_PATH_ID): void {
    for (const prefix of prefixes) {
      this.#table.delete(`${pathId} ${prefix}`);
    }
    const [ipv4, ipv6] = byFamily(prefixes);
    if (ipv4.length > 0) {
      this.send(update({ withdrawn: ipv4, ...this.#idOf(pathId) }));
    }
    if (ipv6.length > 0) {
      this.send(update({ more: [unreachIPv6(ipv6, this.#idOf(pathId).pathId)] }));
    }
  }

  /** Announces a prefix once more, with something else about it or nothing; not one that it has withdrawn. */
  repeat(prefix: string, changes: Partial<ScriptedPath> = {}): void {
    const said = this.#table.get(`${USUAL_PATH_ID} ${prefix}`);
    if (said !== undefined) {
      this.announce([prefix], { ...said.path, ...changes });
    }
  }

  /** Any message, such as the script has no words for. */
  send(message: Uint8Array): void {
    if (this.#upSeconds !== undefined) {
      this.#write(message, this.#traits.addPath);
    }
  }

  /** A second has passed. */
  tick(): void {
    const { timeSeconds } = this.#recorder;
    if (this.#upSeconds !== undefined && timeSeconds > this.#upSeconds) {
      if ((timeSeconds - this.#upSeconds) % KEEPALIVE_SECONDS === 0) {
        this.#write(keepalive());
      }
    }
  }

  #tell(prefixes: readonly string[], path: ScriptedPath, pathId: number): void {
    const [ipv4, ipv6] = byFamily(prefixes);
    const { asPath, nextHop, nextHopIPv6 } = path;
    const id = this.#idOf(pathId);
    const more = optionalAttributes(path);
    if (ipv4.length > 0) {
      this.send(update({ announced: ipv4, asPath, nextHop, more, ...id }));
    }
    if (ipv6.length > 0) {
      this.send(update({ more: [reachIPv6(nextHopIPv6, ipv6, id.pathId), originAndPath(asPath), ...more] }));
    }
  }

  #idOf(pathId: number): Pick<UpdateParts, 'pathId'> {
    return this.#traits.addPath ? { pathId } : {};
  }

  #write(message: Uint8Array, addPath = false): void {
    const { timeSeconds, routerAddress: local } = this.#recorder;
    const { address: peer, as: peerAs } = this.#traits;
    this.#recorder.write(bgp4mp(timeSeconds, message, { peer, peerAs, local, addPath }));
  }

  #changeState(from: number, to: number): void {
    const { timeSeconds, routerAddress: local } = this.#recorder;
    const { address: peer, as: peerAs } = this.#traits;
    this.#recorder.write(stateChange(timeSeconds, from, to, { peer, peerAs, local }));
  }
}

function byFamily(prefixes: readonly string[]): [ipv4: string[], ipv6: string[]] {
  const isIPv6 = (prefix: string): boolean => prefix.includes(':');
  return [prefixes.filter((prefix) => !isIPv6(prefix)), prefixes.filter(isIPv6)];
}

/** MULTI_EXIT_DISC (RFC 4271 §4.3) and COMMUNITIES (RFC 1997). */
function optionalAttributes({ med, communities = [] }: ScriptedPath): Uint8Array[] {
  const values = communities.map((text) => join(...text.split(':').map((half) => u16(Number(half)))));
  return [
    ...(med === undefined ? [] : [attribute(0x80, 4, u32(med))]),
    ...(values.length === 0 ? [] : [attribute(0xc0, 8, join(...values))]),
  ];
}

/** IPv4 and IPv6 unicast (RFC 4760 §8), route refresh (RFC 2918 §2), and ADD-PATH where it sends it. */
function openOf({ address, as, addPath }: PeerTraits): Uint8Array {
  const unicast = (afi: number): Uint8Array => join(u8(1), u8(4), u16(afi), u8(0), u8(1));
  return open({
    as,
    bgpId: address,
    more: [unicast(1), unicast(2), join(u8(2), u8(0))],
    ...(addPath && { addPath: [1, 2].map((afi) => [afi, 1, 2] as const) }),
  });
}
