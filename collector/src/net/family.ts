/** Address family with its subsequent family, as IANA numbers them (RFC 4760). */
export interface Family {
  readonly afi: number;
  readonly safi: number;
}

export const AFI_IPV4 = 1;
export const AFI_IPV6 = 2;
export const SAFI_UNICAST = 1;
export const SAFI_MULTICAST = 2;
/** RFC 8277 */
export const SAFI_LABELED = 4;
/** RFC 4364, RFC 4659 */
export const SAFI_VPN = 128;

export const IPV4_UNICAST: Family = { afi: AFI_IPV4, safi: SAFI_UNICAST };
export const IPV6_UNICAST: Family = { afi: AFI_IPV6, safi: SAFI_UNICAST };

const AFI_NAMES: Readonly<Record<number, string>> = { 1: 'ipv4', 2: 'ipv6', 25: 'l2vpn', 16388: 'bgp-ls' };
const SAFI_NAMES: Readonly<Record<number, string>> = {
  1: 'unicast',
  2: 'multicast',
  4: 'labeled',
  5: 'mcast-vpn',
  65: 'vpls',
  66: 'mdt',
  70: 'evpn',
  71: 'bgp-ls',
  72: 'bgp-ls-vpn',
  73: 'sr-policy',
  80: 'bgp-ls-spf',
  128: 'vpn',
  129: 'multicast-vpn',
  132: 'route-target',
  133: 'flowspec',
  134: 'flowspec-vpn',
};

/** Value of the tag `afi`: `ipv4` and `ipv6` for unicast, any other family with its SAFI, numbers where there is no name. */
export function formatFamily({ afi, safi }: Family): string {
  // The two of nearly every message, without putting a string together.
  if (safi === SAFI_UNICAST && afi === AFI_IPV4) {
    return 'ipv4';
  }
  if (safi === SAFI_UNICAST && afi === AFI_IPV6) {
    return 'ipv6';
  }
  const name = AFI_NAMES[afi] ?? `afi-${afi}`;
  return safi === SAFI_UNICAST ? name : `${name}-${SAFI_NAMES[safi] ?? `safi-${safi}`}`;
}

export function includesFamily(families: readonly Family[], { afi, safi }: Family): boolean {
  return families.some((one) => one.afi === afi && one.safi === safi);
}
