import { z } from 'zod';
import { type BgpSource, bgpSource } from './bgp-schema.ts';
import { type BmpSource, bmpSource } from './bmp-schema.ts';
import { type MrtdumpSource, mrtdumpSource } from './mrtdump-schema.ts';
import { type RisLiveSource, risLiveSource } from './ris-live-schema.ts';
import { wanted } from './values.ts';

/** Where BGP is heard. */
export type SourceOptions = MrtdumpSource | BmpSource | BgpSource | RisLiveSource;

/** Their types are told apart by `type`, which the types of the schemas themselves do not show. */
type Kinds = Parameters<typeof z.discriminatedUnion>[1];
const kinds = [mrtdumpSource, bmpSource, bgpSource, risLiveSource] as unknown as Kinds;
const words = wanted('a source has a type: mrtdump, bmp, bgp or ris-live');
const source = z.discriminatedUnion('type', kinds, words) as unknown as z.ZodType<SourceOptions>;

export const sources = z.array(source).default([]).describe('Where `earshot run` hears BGP');
