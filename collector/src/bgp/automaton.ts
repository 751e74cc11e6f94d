export type CharTest = (code: number) => boolean;

/** A regular expression as a tree. */
export type Node =
  | { readonly kind: 'one'; readonly test: CharTest }
  | { readonly kind: 'start' | 'end' }
  | { readonly kind: 'all' | 'any'; readonly nodes: readonly Node[] }
  | { readonly kind: 'repeat'; readonly node: Node; readonly least: 0 | 1; readonly most: number };

/** A state of the automaton: reads a character, or goes on at once to others. */
interface State {
  test: CharTest | 'start' | 'end' | undefined;
  /** Numbers of the states behind it. */
  next: number[];
}

/** Where all ways through a text have come to at one place of it. */
interface Position {
  readonly states: ReadonlySet<number>;
  readonly matched: boolean;
  /** Whether it would match if the text ended here; worked out when it first does. */
  matchedAtEnd: boolean | undefined;
  /** The position behind a character, by its code, where it was gone to before. */
  readonly next: (Position | undefined)[];
}

/** So many positions are kept; texts from outside may lead to more, which are worked out anew. */
const MAX_POSITIONS = 2000;
/** Paths are ASCII: what lies above has no place in a table. */
const MAX_CODE = 127;

/**
 * Runs a regular expression over texts in all ways at once: in time proportional to the text, never by going back. Positions that many
 * texts come to are worked out once.
 */
export class Automaton {
  readonly #states: State[] = [];
  readonly #first: number;
  readonly #accepting: number;
  readonly #start: Position;
  /** By their states. */
  readonly #known = new Map<string, Position>();

  constructor(node: Node) {
    this.#accepting = this.#state(undefined, []);
    this.#first = this.#build(node, this.#accepting);
    this.#start = this.#position([this.#first], true);
  }

  /** Whether a part of the text matches. */
  matches(text: string): boolean {
    let position = this.#start;
    for (let at = 0; at < text.length && !position.matched; at++) {
      const code = text.charCodeAt(at);
      position = position.next[code] ?? this.#advance(position, code);
    }
    position.matchedAtEnd ??= this.#reach(position.states, position === this.#start, true).has(this.#accepting);
    return position.matched || position.matchedAtEnd;
  }

  #advance(from: Position, code: number): Position {
    // A match may begin behind every character.
    const starts = [this.#first];
    for (const number of from.states) {
      const { test, next } = this.#states[number]!;
      if (typeof test === 'function' && test(code)) {
        starts.push(...next);
      }
    }
    const made = this.#position(starts, false);
    const key = [...made.states].sort((a, b) => a - b).join();
    const position = this.#known.get(key) ?? made;
    if (this.#known.size < MAX_POSITIONS) {
      this.#known.set(key, position);
      if (code <= MAX_CODE) {
        from.next[code] = position;
      }
    }
    return position;
  }

  #position(starts: Iterable<number>, atStart: boolean): Position {
    const states = this.#reach(starts, atStart, false);
    return { states, matched: states.has(this.#accepting), matchedAtEnd: undefined, next: [] };
  }

  /** The states with all that can be reached from them without reading. */
  #reach(starts: Iterable<number>, atStart: boolean, atEnd: boolean): Set<number> {
    const reached = new Set<number>();
    const waiting = [...starts];
    for (let number = waiting.pop(); number !== undefined; number = waiting.pop()) {
      const { test, next } = this.#states[number]!;
      if (reached.has(number) || (test === 'start' && !atStart)) {
        continue;
      }
      // An end that is not reached yet stays, since the text may end here.
      reached.add(number);
      if (typeof test !== 'function' && (test !== 'end' || atEnd)) {
        waiting.push(...next);
      }
    }
    return reached;
  }

  #state(test: State['test'], next: number[]): number {
    return this.#states.push({ test, next }) - 1;
  }

  /** The states of a node, going on to `then`; gives the first. */
  #build(node: Node, then: number): number {
    switch (node.kind) {
      case 'one':
        return this.#state(node.test, [then]);
      case 'start':
      case 'end':
        return this.#state(node.kind, [then]);
      case 'all':
        return node.nodes.reduceRight((after, one) => this.#build(one, after), then);
      case 'any':
        return this.#state(
          undefined,
          node.nodes.map((one) => this.#build(one, then))
        );
      case 'repeat': {
        const loop = this.#state(undefined, [then]);
        const body = this.#build(node.node, node.most === 1 ? then : loop);
        this.#states[loop]!.next.push(body);
        return node.least === 1 ? body : loop;
      }
    }
  }
}
