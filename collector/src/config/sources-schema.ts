import { z } from 'zod';
import { type BgpSource, bgpSource } from '../sources/bgp-speaker-config.ts';
import { type BmpSource, bmpSource } from '../sources/bmp-config.ts';
import { type MrtdumpSource, mrtdumpSource } from '../sources/mrtdump-config.ts';
import { type RisLiveSource, risLiveSource } from '../sources/ris-live-config.ts';
import { duration, wanted } from './values.ts';

/** Where BGP is heard. */
export type SourceOptions = MrtdumpSource | BmpSource | BgpSource | RisLiveSource;

/** Their types are told apart by `type`, which the types of the schemas themselves do not show. */
type Kinds = Parameters<typeof z.discriminatedUnion>[1];
const kinds = [mrtdumpSource, bmpSource(duration), bgpSource(duration), risLiveSource(duration)] as unknown as Kinds;
const words = wanted('a source such as { type: mrtdump, path: /var/log/bird/bgp.mrt }');
const source = z.discriminatedUnion('type', kinds, words) as unknown as z.ZodType<SourceOptions>;

export const sources = z.array(source).default([]).describe('Where `earshot run` hears BGP');
