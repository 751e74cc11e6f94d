import { z } from 'zod';
import { type BgpSource, bgpSource } from './bgp-schema.ts';
import { type BmpSource, bmpSource } from './bmp-schema.ts';
import { type MrtdumpSource, mrtdumpSource } from './mrtdump-schema.ts';
import { type RisLiveSource, risLiveSource } from './ris-live-schema.ts';
import { nearest } from './nearest.ts';
import { show, wanted } from './values.ts';

/** Where BGP is heard. */
export type SourceOptions = MrtdumpSource | BmpSource | BgpSource | RisLiveSource;

/** Their types are told apart by `type`, which the types of the schemas themselves do not show. */
type Kinds = Parameters<typeof z.discriminatedUnion>[1];
const kinds = [mrtdumpSource, bmpSource, bgpSource, risLiveSource] as unknown as Kinds;
const NAMES: readonly SourceOptions['type'][] = ['mrtdump', 'bmp', 'bgp', 'ris-live'];
const { error } = wanted('a source such as { type: mrtdump, path: /var/log/bird/bgp.mrt }');
const source = z.discriminatedUnion('type', kinds, {
  error: (issue) => {
    const type: unknown = (issue.input as { type?: unknown } | null | undefined)?.type;
    return typeof type === 'string' ? unknownType(type) : error(issue);
  },
}) as unknown as z.ZodType<SourceOptions>;

function unknownType(type: string): string {
  const near = nearest(type, NAMES);
  return `no source is of type ${show(type)}: ${near === undefined ? `there are ${NAMES.join(', ')}` : `is ${near} meant?`}`;
}

export const sources = z.array(source).default([]).describe('Where `earshot run` hears BGP');
