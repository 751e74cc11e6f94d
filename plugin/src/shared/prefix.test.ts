import { formatPrefix, hasHostBits, isMapped, maskPrefix, parseAddress, parsePrefix } from './prefix';

describe('parsePrefix', () => {
  it.each([
    ['10.1.0.0/16', 'ipv4', 16, true],
    ['0.0.0.0/0', 'ipv4', 0, true],
    [' 10.1.4.7 ', 'ipv4', 32, false],
    ['2001:db8::/32', 'ipv6', 32, true],
    ['::/0', 'ipv6', 0, true],
    ['::1', 'ipv6', 128, false],
    ['64:ff9b::192.0.2.1', 'ipv6', 128, false],
    ['1:2:3:4:5:6:7:8/128', 'ipv6', 128, true],
  ])('%s is an %s prefix of %d bits', (text, family, lengthBits, hasLength) => {
    expect(parsePrefix(text)).toMatchObject({ family, lengthBits, hasLength });
  });

  it.each([
    '',
    '10',
    '10.1.0/16',
    '10.1.0.0/33',
    '10.1.0.0/',
    '10.1.0.0/08',
    '10.01.0.0/16',
    '10.1.0.256/32',
    '10.1.0.0/16/8',
    '2001:db8:::/32',
    '2001:db8::/129',
    '1:2:3:4:5:6:7',
    '1:2:3:4:5:6:7::8',
    '1::2::3',
    '12345::',
    'fe80::1%eth0',
    '1.2.3.4::',
    '$prefix',
  ])('%s is not a prefix', (text) => {
    expect(parsePrefix(text)).toBeUndefined();
  });
});

describe('host bits', () => {
  it.each([
    ['10.1.4.7/16', '10.1.0.0/16'],
    ['255.255.255.255/0', '0.0.0.0/0'],
    ['192.0.2.129/25', '192.0.2.128/25'],
    ['192.0.2.193/26', '192.0.2.192/26'],
    ['2001:db8::1/32', '2001:db8::/32'],
    ['2001:DB8:0:1:0:0:0:1/127', '2001:db8:0:1::/127'],
    ['ffff::ffff/1', '8000::/1'],
  ])('of %s are set: it lies in %s', (text, masked) => {
    const prefix = parsePrefix(text)!;
    expect(hasHostBits(prefix)).toBe(true);
    expect(formatPrefix(maskPrefix(prefix))).toBe(masked);
  });

  it.each(['10.1.0.0/16', '10.1.4.7/32', '10.1.4.7', '2001:db8::/32', '::1'])('of %s are not set', (text) => {
    expect(hasHostBits(parsePrefix(text)!)).toBe(false);
  });
});

// RFC 5952 §4: lower case, the longest run of zeros shortened, the first of two, never a single group.
it.each([
  ['2001:0DB8:0:0:0:0:0:1/128', '2001:db8::1/128'],
  ['2001:db8:0:0:1:0:0:1/128', '2001:db8::1:0:0:1/128'],
  ['2001:db8:0:1:1:1:1:1/128', '2001:db8:0:1:1:1:1:1/128'],
  ['0:0:0:0:0:0:0:0/0', '::/0'],
])('%s is written as %s', (text, canonical) => {
  expect(formatPrefix(parsePrefix(text)!)).toBe(canonical);
});

it('tells an IPv4-mapped address', () => {
  expect(isMapped(parseAddress('::ffff:192.0.2.1')!)).toBe(true);
  expect(isMapped(parseAddress('::192.0.2.1')!)).toBe(false);
  expect(isMapped(parseAddress('192.0.2.1')!)).toBe(false);
});
