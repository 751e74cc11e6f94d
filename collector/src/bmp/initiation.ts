import type { Reader } from '../bytes/reader.ts';
import { type Information, decodeInformation, informationText } from './information.ts';

/** Initiation message: what the router says it is. RFC 7854 §4.3 */
export interface Initiation {
  readonly kind: 'initiation';
  readonly sysName: string | undefined;
  readonly sysDescr: string | undefined;
  /** All of it in its order, the two above included. */
  readonly information: readonly Information[];
}

export function decodeInitiation(reader: Reader): Initiation {
  const information = decodeInformation(reader);
  return {
    kind: 'initiation',
    sysName: informationText(information, 'sysName'),
    sysDescr: informationText(information, 'sysDescr'),
    information,
  };
}
