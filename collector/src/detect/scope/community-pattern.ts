import type { PathAttributes } from '../../bgp/attributes.ts';

/** A community that is no pattern. */
export class CommunityPatternError extends Error {
  override readonly name = 'CommunityPatternError';
}

/** Names of RFC 1997 and RFC 7999 as people may write them, and as tables print them. */
const KNOWN_NAMES: Readonly<Record<string, string>> = {
  'no-export': 'no-export',
  'no-advertise': 'no-advertise',
  'local-as': 'local-AS',
  blackhole: '65535:666',
};

const FORMS = /^(\d+|\*)(:(\d+|\*)){1,2}$|^(rt|soo):(\d+|\*|\d+(\.\d+){3}):(\d+|\*)$|^0x[0-9a-f]{16}$/;

/**
 * A community as tables print it: `65000:1` (RFC 1997), `64500:1:2` (large, RFC 8092), `rt:65000:1` or hex (extended, RFC 4360),
 * `no-export`. `*` stands for one number.
 */
export class CommunityPattern {
  readonly #text: string;
  /** Between the colons; undefined where nothing stands for a number. */
  readonly #parts: readonly string[] | undefined;

  constructor(text: string) {
    const known = KNOWN_NAMES[text.toLowerCase()];
    if (known === undefined && !FORMS.test(text)) {
      throw new CommunityPatternError(`"${text}" is no community`);
    }
    this.#text = known ?? text;
    this.#parts = text.includes('*') ? text.split(':') : undefined;
  }

  /** Whether the route carries one that matches. */
  matches({ communities, largeCommunities, extendedCommunities }: PathAttributes): boolean {
    return [communities, largeCommunities, extendedCommunities].some((list) => list?.some((one) => this.#is(one)));
  }

  #is(community: string): boolean {
    const wanted = this.#parts;
    if (wanted === undefined) {
      return community === this.#text;
    }
    const parts = community.split(':');
    return parts.length === wanted.length && wanted.every((part, i) => part === '*' || part === parts[i]);
  }
}
