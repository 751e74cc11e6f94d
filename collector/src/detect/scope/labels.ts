import { formatAsPath, originAs } from '../../bgp/as-path.ts';
import type { PathAttributes } from '../../bgp/attributes.ts';
import type { Peer } from '../../event/types.ts';
import type { AddressText } from '../../net/address.ts';
import { parseAddress } from '../../net/parse-prefix.ts';
import type { Prefix } from '../../net/prefix.ts';
import { PrefixIndex } from '../../net/prefix-index.ts';
import { PeerMatcher } from './peer-matcher.ts';
import type { Remembers } from '../detector.ts';
import type { LabelRule, PeerSettings, RouteConditions } from '../settings.ts';

/** Label of a route that no rule matches. */
export const NO_LABEL = 'none';

/** Attributes come from outside: more ways to meet the rules than this are not told apart. */
const MAX_CLASSES = 4096;

interface Memory {
  readonly unclassified: number;
  /** The rules of each class but the first, by their places; a class stands behind the one that has all of them but the last. */
  readonly classes: readonly (readonly number[])[];
}

/**
 * Says where routes come from. In two steps, since many routes share their attributes: `attributeClass` tries the costly conditions
 * once for a set of attributes, `labelOf` the rest for each route.
 */
export class Labels implements Remembers<Memory> {
  /** By index; the first is `none`. */
  readonly names: readonly string[];
  /** Sets of attributes that met rules in more ways than are told apart: their routes go by the first of these rules alone. */
  unclassified = 0;
  readonly #rules: readonly CompiledRule[];
  /** By their number. 0: no rule. */
  readonly #classes: AttributeClass[] = [{ rules: [], next: new Map() }];

  constructor(rules: readonly LabelRule[], peers: ReadonlyMap<AddressText, PeerSettings>) {
    this.names = [...new Set([NO_LABEL, ...rules.map(({ name }) => name)])];
    this.#rules = rules.map((rule) => compileRule(rule, this.names.indexOf(rule.name), peers));
  }

  save(): Memory {
    const places = new Map(this.#rules.map((rule, place) => [rule, place]));
    const classes = this.#classes.slice(1).map(({ rules }) => rules.map((rule) => places.get(rule)!));
    return { unclassified: this.unclassified, classes };
  }

  load({ unclassified, classes }: Memory): void {
    this.unclassified = unclassified;
    for (const places of classes) {
      places.reduce((number, place) => this.#classWith(number, this.#rules[place]!)!, 0);
    }
  }

  /** Number of the class of routes with these attributes: those for which the same rules are left to be tried. */
  attributeClass(attributes: PathAttributes, nextHop: AddressText | undefined): number {
    let number = 0;
    if (this.#rules.length === 0) {
      return number;
    }
    const subject = attributeSubject(attributes, nextHop);
    for (const rule of this.#rules) {
      if (rule.attributes.every((condition) => condition(subject))) {
        const next = this.#classWith(number, rule);
        if (next === undefined) {
          this.unclassified++;
          break;
        }
        number = next;
        if (rule.route.length === 0) {
          break;
        }
      }
    }
    return number;
  }

  /** Index of the label in `names`: that of the first rule that matches. */
  labelOf(attributeClass: number, peer: Peer, prefix: Prefix): number {
    const { rules } = this.#classes[attributeClass]!;
    for (let at = 0; at < rules.length; at++) {
      const { label, route } = rules[at]!;
      let holds = true;
      for (let i = 0; i < route.length && holds; i++) {
        holds = route[i]!(peer, prefix);
      }
      if (holds) {
        return label;
      }
    }
    return 0;
  }

  /** The class that has one rule more; undefined where there are too many. */
  #classWith(number: number, rule: CompiledRule): number | undefined {
    const { rules, next } = this.#classes[number]!;
    let found = next.get(rule);
    if (found === undefined && this.#classes.length < MAX_CLASSES) {
      found = this.#classes.push({ rules: [...rules, rule], next: new Map() }) - 1;
      next.set(rule, found);
    }
    return found;
  }
}

interface AttributeClass {
  /** In their order; all but the last also ask for something of the route. */
  readonly rules: readonly CompiledRule[];
  readonly next: Map<CompiledRule, number>;
}

/** What conditions on attributes look at, made once for each set. */
interface AttributeSubject {
  readonly attributes: PathAttributes;
  readonly asPath: string;
  readonly origin: number | undefined;
  readonly nextHop: AddressText | undefined;
}

type AttributeCondition = (subject: AttributeSubject) => boolean;
type RouteCondition = (peer: Peer, prefix: Prefix) => boolean;

interface CompiledRule {
  /** Index of its name. */
  readonly label: number;
  readonly attributes: readonly AttributeCondition[];
  readonly route: readonly RouteCondition[];
}

function attributeSubject(attributes: PathAttributes, nextHop: AddressText | undefined): AttributeSubject {
  const { asPath = [] } = attributes;
  return { attributes, asPath: formatAsPath(asPath), origin: originAs(asPath), nextHop };
}

function compileRule(
  { when, unless }: LabelRule,
  label: number,
  peers: ReadonlyMap<AddressText, PeerSettings>
): CompiledRule {
  const [attributes, notAttributes] = [attributeConditions(when), attributeConditions(unless)];
  const [route, notRoute] = [routeConditions(when, peers), routeConditions(unless, peers)];
  return {
    label,
    attributes: [
      ...attributes,
      ...notAttributes.map(
        (not): AttributeCondition =>
          (subject) =>
            !not(subject)
      ),
    ],
    route: [
      ...route,
      ...notRoute.map(
        (not): RouteCondition =>
          (peer, prefix) =>
            !not(peer, prefix)
      ),
    ],
  };
}

/** One condition for each list that is not empty. The costly ones stand last. */
function attributeConditions({ origin, nextHop, community, asPath }: RouteConditions): AttributeCondition[] {
  const conditions: AttributeCondition[] = [];
  if (origin.length > 0) {
    const origins = new Set(origin);
    conditions.push((subject) => subject.origin !== undefined && origins.has(subject.origin));
  }
  if (nextHop.length > 0) {
    const nextHops = indexOf(nextHop);
    conditions.push((subject) => {
      const address = subject.nextHop === undefined ? undefined : parseAddress(subject.nextHop);
      return address !== undefined && nextHops.covers(address);
    });
  }
  if (community.length > 0) {
    conditions.push(({ attributes }) => community.some((pattern) => pattern.matches(attributes)));
  }
  if (asPath.length > 0) {
    conditions.push((subject) => asPath.some((pattern) => pattern.matches(subject.asPath)));
  }
  return conditions;
}

function routeConditions(
  { peer, prefix }: RouteConditions,
  peers: ReadonlyMap<AddressText, PeerSettings>
): RouteCondition[] {
  const conditions: RouteCondition[] = [];
  if (peer.length > 0) {
    const matcher = new PeerMatcher(peer, peers);
    conditions.push((one) => matcher.matches(one));
  }
  if (prefix.length > 0) {
    const prefixes = indexOf(prefix);
    conditions.push((_, one) => prefixes.covers(one));
  }
  return conditions;
}

function indexOf(prefixes: readonly Prefix[]): PrefixIndex<undefined> {
  return new PrefixIndex(prefixes.map((prefix) => [prefix, undefined]));
}
