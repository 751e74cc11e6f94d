import { expect, test } from 'vitest';
import { bgpSource } from './bgp-schema.ts';

const schema = bgpSource;
const PEER = { address: '10.1.0.4', as: 65515 };
const SOURCE = { type: 'bgp', local_as: 65001, router_id: '10.0.0.9', peers: [PEER] };

test('what is not said has a default', () => {
  expect(schema.parse(SOURCE).speaker).toMatchObject({
    localAs: 65001,
    bgpId: '10.0.0.9',
    listen: [],
    extendedMessages: true,
    peers: [
      {
        address: '10.1.0.4',
        as: 65515,
        port: 179,
        passive: false,
        holdTimeSeconds: 90,
        families: [
          { afi: 1, safi: 1 },
          { afi: 2, safi: 1 },
        ],
        addPath: [],
        maxPrefixes: undefined,
        holdOffMs: 300_000,
      },
    ],
  });
});

test('addresses have one form, families are those of the rows, a hold time may be none', () => {
  const peer = { address: 'FD00:0::1', as: 1, families: ['ipv6-vpn'], add_path: ['ipv6-vpn'], hold_time: 'none' };
  expect(schema.parse({ ...SOURCE, peers: [peer] }).speaker.peers).toMatchObject([
    { address: 'fd00::1', families: [{ afi: 2, safi: 128 }], addPath: [{ afi: 2, safi: 128 }], holdTimeSeconds: 0 },
  ]);
});

test.each([
  ['AS 0', { ...SOURCE, local_as: 0 }],
  ['a BGP identifier of nobody', { ...SOURCE, router_id: '0.0.0.0' }],
  ['no peer', { ...SOURCE, peers: [] }],
  [
    'one peer twice, written differently',
    {
      ...SOURCE,
      peers: [
        { ...PEER, address: '::1' },
        { ...PEER, address: '0::1' },
      ],
    },
  ],
  ['a name for an address', { ...SOURCE, peers: [{ ...PEER, address: 'router' }] }],
  ['a hold time of a second', { ...SOURCE, peers: [{ ...PEER, hold_time: '1s' }] }],
  ['a family that is not known', { ...SOURCE, peers: [{ ...PEER, families: ['evpn'] }] }],
  [
    'ADD-PATH for a family that is not spoken',
    { ...SOURCE, peers: [{ ...PEER, families: ['ipv4'], add_path: ['ipv6'] }] },
  ],
  ['a key that is misspelt', { ...SOURCE, pers: [] }],
])('%s is an error', (_, source) => {
  expect(schema.safeParse(source).success).toBe(false);
});
