import { parsePrefix } from '../../net/parse-prefix.ts';
import { PrefixIndex } from '../../net/prefix-index.ts';

/**
 * Blocks that nobody should announce to the Internet: those of the IANA special-purpose registries (RFC 6890) that are not globally
 * reachable, each with the RFC that set it aside, and multicast.
 */
const BLOCKS: Readonly<Record<string, string>> = {
  '0.0.0.0/8': 'this network, RFC 791',
  '10.0.0.0/8': 'private use, RFC 1918',
  '100.64.0.0/10': 'shared address space, RFC 6598',
  '127.0.0.0/8': 'loopback, RFC 1122',
  '169.254.0.0/16': 'link-local, RFC 3927',
  '172.16.0.0/12': 'private use, RFC 1918',
  '192.0.2.0/24': 'documentation, RFC 5737',
  '192.168.0.0/16': 'private use, RFC 1918',
  '198.18.0.0/15': 'benchmarking, RFC 2544',
  '198.51.100.0/24': 'documentation, RFC 5737',
  '203.0.113.0/24': 'documentation, RFC 5737',
  '224.0.0.0/4': 'multicast, RFC 5771',
  '240.0.0.0/4': 'reserved, RFC 1112',
  '::/128': 'unspecified address, RFC 4291',
  '::1/128': 'loopback, RFC 4291',
  '::ffff:0:0/96': 'IPv4-mapped addresses, RFC 4291',
  '64:ff9b:1::/48': 'local translation, RFC 8215',
  '100::/64': 'discard only, RFC 6666',
  '2001:2::/48': 'benchmarking, RFC 5180',
  '2001:db8::/32': 'documentation, RFC 3849',
  '3fff::/20': 'documentation, RFC 9637',
  '5f00::/16': 'segment routing, RFC 9602',
  'fc00::/7': 'unique local, RFC 4193',
  'fe80::/10': 'link-local, RFC 4291',
  'ff00::/8': 'multicast, RFC 4291',
};

/** What each block is for. A default route lies in none of them. */
export const SPECIAL_PURPOSE = new PrefixIndex(
  Object.entries(BLOCKS).map(([text, purpose]) => [parsePrefix(text)!, `${text} (${purpose})`] as const)
);
