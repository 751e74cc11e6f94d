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

/** Runs a regular expression over texts in all ways at once: in time proportional to the text, never by going back. */
export class Automaton {
  readonly #states: State[] = [];
  readonly #first: number;
  readonly #accepting: number;

  constructor(node: Node) {
    this.#accepting = this.#state(undefined, []);
    this.#first = this.#build(node, this.#accepting);
  }

  /** Whether a part of the text matches. */
  matches(text: string): boolean {
    let current = new Set<number>();
    for (let at = 0; at <= text.length; at++) {
      this.#enter(this.#first, at, text.length, current);
      if (current.has(this.#accepting)) {
        return true;
      }
      const code = text.charCodeAt(at);
      const following = new Set<number>();
      for (const number of current) {
        const { test, next } = this.#states[number]!;
        if (typeof test === 'function' && at < text.length && test(code)) {
          this.#enter(next[0]!, at + 1, text.length, following);
        }
      }
      current = following;
      if (current.has(this.#accepting)) {
        return true;
      }
    }
    return false;
  }

  /** Adds a state with all that can be reached from it without reading. */
  #enter(from: number, at: number, length: number, into: Set<number>): void {
    const waiting = [from];
    for (let number = waiting.pop(); number !== undefined; number = waiting.pop()) {
      if (into.has(number)) {
        continue;
      }
      const { test, next } = this.#states[number]!;
      const blocked = (test === 'start' && at !== 0) || (test === 'end' && at !== length);
      if (!blocked) {
        into.add(number);
        waiting.push(...(typeof test === 'function' ? [] : next));
      }
    }
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
