import { Automaton, type CharTest, type Node } from './automaton.ts';

/** A pattern that is no AS-path pattern: what is wrong and where. */
export class PatternError extends Error {
  override readonly name = 'PatternError';
}

const MAX_PATTERN_LENGTH = 500;
/** What `_` stands for within a path, besides its ends. */
const BOUNDARY = ' ,(){}[]';

/**
 * A regular expression over the text of AS paths, as routers take it: digits, `_` (an end of the path, a blank, comma or bracket),
 * `^ $ . * + ? | ( ) [0-9]` and `\` before a bracket. Matching takes time in proportion to the path, whatever the pattern.
 */
export class AsPathPattern {
  /** As it was written. */
  readonly text: string;
  readonly #automaton: Automaton;

  constructor(pattern: string) {
    this.text = pattern;
    this.#automaton = new Automaton(new PatternParser(pattern).parse());
  }

  matches(path: string): boolean {
    return this.#automaton.matches(path);
  }
}

/** Recursive descent: alternatives of sequences of repeated atoms. */
class PatternParser {
  readonly #pattern: string;
  #at = 0;

  constructor(pattern: string) {
    if (pattern.length > MAX_PATTERN_LENGTH) {
      throw new PatternError(`longer than ${MAX_PATTERN_LENGTH} characters`);
    }
    this.#pattern = pattern;
  }

  parse(): Node {
    const node = this.#alternatives();
    if (this.#at < this.#pattern.length) {
      throw this.#wrong();
    }
    return node;
  }

  #alternatives(): Node {
    const nodes = [this.#sequence()];
    while (this.#pattern[this.#at] === '|') {
      this.#at++;
      nodes.push(this.#sequence());
    }
    return nodes.length === 1 ? nodes[0]! : { kind: 'any', nodes };
  }

  #sequence(): Node {
    const nodes: Node[] = [];
    for (let next = this.#pattern[this.#at]; next !== undefined && next !== '|' && next !== ')';) {
      nodes.push(this.#repeated());
      next = this.#pattern[this.#at];
    }
    return { kind: 'all', nodes };
  }

  #repeated(): Node {
    let node = this.#atom();
    for (let next = this.#pattern[this.#at]; next === '*' || next === '+' || next === '?';) {
      node = { kind: 'repeat', node, least: next === '+' ? 1 : 0, most: next === '?' ? 1 : Infinity };
      next = this.#pattern[++this.#at];
    }
    return node;
  }

  #atom(): Node {
    const char = this.#pattern[this.#at++]!;
    if (/[0-9 ,{}]/.test(char)) {
      return one((code) => code === char.charCodeAt(0));
    }
    switch (char) {
      case '_':
        return { kind: 'any', nodes: [{ kind: 'start' }, { kind: 'end' }, one(isBoundary)] };
      case '^':
        return { kind: 'start' };
      case '$':
        return { kind: 'end' };
      case '.':
        return one(() => true);
      case '(':
        return this.#group();
      case '[':
        return this.#set();
      case '\\':
        return this.#literal();
      default:
        this.#at--;
        throw this.#wrong();
    }
  }

  #group(): Node {
    const node = this.#alternatives();
    if (this.#pattern[this.#at++] !== ')') {
      throw new PatternError('a bracket ( is not closed');
    }
    return node;
  }

  #literal(): Node {
    const char = this.#pattern[this.#at++];
    if (char === undefined || !/[$^.*+?|()[\]{}_\\]/.test(char)) {
      this.#at--;
      throw this.#wrong();
    }
    return one((code) => code === char.charCodeAt(0));
  }

  /** `[0-9]`, `[^12]`: single digits and ranges of them. */
  #set(): Node {
    const match = /^(\^?)((?:\d(?:-\d)?)+)\]/.exec(this.#pattern.slice(this.#at));
    if (match === null) {
      throw this.#wrong();
    }
    this.#at += match[0].length;
    const digits = new Set<number>();
    for (const [, from, to] of match[2]!.matchAll(/(\d)(?:-(\d))?/g)) {
      for (let code = from!.charCodeAt(0); code <= (to ?? from)!.charCodeAt(0); code++) {
        digits.add(code);
      }
    }
    const negated = match[1] === '^';
    return one((code) => digits.has(code) !== negated);
  }

  #wrong(): PatternError {
    return new PatternError(`"${this.#pattern.slice(this.#at, this.#at + 8)}" at character ${this.#at + 1}`);
  }
}

function one(test: CharTest): Node {
  return { kind: 'one', test };
}

function isBoundary(code: number): boolean {
  return BOUNDARY.includes(String.fromCharCode(code));
}
