import type { AddressBits } from './prefix.ts';

/** Address family with its subsequent family, as IANA numbers them (RFC 4760). */
export interface Family {
  readonly afi: number;
  readonly safi: number;
}

export const AFI_IPV4 = 1;
export const AFI_IPV6 = 2;
export const SAFI_UNICAST = 1;

export const IPV4_UNICAST: Family = { afi: AFI_IPV4, safi: SAFI_UNICAST };

const AFI_NAMES: Readonly<Record<number, string>> = { 1: 'ipv4', 2: 'ipv6', 25: 'l2vpn', 16388: 'bgp-ls' };
const SAFI_NAMES: Readonly<Record<number, string>> = {
  1: 'unicast',
  2: 'multicast',
  4: 'labeled',
  65: 'vpls',
  70: 'evpn',
  71: 'bgp-ls',
  128: 'vpn',
  132: 'route-target',
  133: 'flowspec',
  134: 'flowspec-vpn',
};

/** Value of the tag `afi`: `ipv4` and `ipv6` for unicast, any other family with its SAFI, numbers where there is no name. */
export function formatFamily({ afi, safi }: Family): string {
  const name = AFI_NAMES[afi] ?? `afi-${afi}`;
  return safi === SAFI_UNICAST ? name : `${name}-${SAFI_NAMES[safi] ?? `safi-${safi}`}`;
}

/** Address size of a family whose NLRI are plain prefixes, else undefined. */
export function prefixBits({ afi, safi }: Family): AddressBits | undefined {
  if (safi !== SAFI_UNICAST) {
    return undefined;
  }
  return afi === AFI_IPV4 ? 32 : afi === AFI_IPV6 ? 128 : undefined;
}
