import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { keepalive, open, update } from '../../tests/build/bgp.ts';
import { RIS_TIME_US, risBgp, risState, risText } from '../../tests/build/ris.ts';
import { type RisText, decodeRisText } from './message.ts';

function problemOf(text: string): string {
  const decoded = decodeRisText(text);
  return decoded.kind === 'fault' ? decoded.problem : `no problem, but ${decoded.kind}`;
}

describe('messages', () => {
  test('a BGP message: its collector, peer, time to the microsecond, and bytes', () => {
    const bytes = update({ announced: ['10.1.0.0/16'] });
    const text = risBgp(bytes, { peer: '2001:7f8:4:0::3:2be1:1', peer_asn: '207841', id: 'a-1', path: [1, [2, 3]] });
    expect(decodeRisText(text)).toEqual({
      kind: 'message',
      message: {
        kind: 'bgp',
        id: 'a-1',
        timeUs: RIS_TIME_US,
        host: 'rrc01.ripe.net',
        peer: '2001:7f8:4::3:2be1:1',
        as: 207841,
        direction: 'received',
        bytes: Buffer.from(bytes),
      },
    });
  });

  test.each([
    [{ direction: 'sent' }, { direction: 'sent' }],
    [{ direction: 'received' }, { direction: 'received' }],
    [{ peer_asn: 64500 }, { as: 64500 }],
    [{ timestamp: 0 }, { timeUs: 0 }],
    [{ timestamp: 1789019601.670123 }, { timeUs: 1_789_019_601_670_123 }],
    [{ type: 'SOMETHING_NEW' }, { kind: 'bgp' }],
  ])('%o', (fields, expected) => {
    expect(decodeRisText(risBgp(open(), { type: 'OPEN', ...fields }))).toMatchObject({ message: expected });
  });

  test.each(['RIS_PEER_STATE', 'STATE'])('the state of a peer, as %s', (type) => {
    expect(decodeRisText(risState('connected', { type }))).toMatchObject({
      message: { kind: 'state', state: 'connected' },
    });
  });
});

test.each<[string, RisText]>([
  ['{"type":"ris_error","data":{"message":"Invalid prefix"}}', { kind: 'error', words: 'Invalid prefix' }],
  ['{"type":"ris_error","data":{"message":"no\\u001b[2J\\n"}}', { kind: 'error', words: 'no [2J ' }],
  ['{"type":"ris_error","data":null}', { kind: 'error', words: 'null' }],
  ['{"type":"ris_error"}', { kind: 'error', words: 'nothing' }],
  ['{"type":"ris_subscribe_ok","data":{"subscription":{}}}', { kind: 'subscribed' }],
  ['{"type":"pong","data":null}', { kind: 'other', type: 'pong' }],
  ['{"type":"ris_rrc_list","data":[]}', { kind: 'other', type: 'ris_rrc_list' }],
])('%s', (text, expected) => {
  expect(decodeRisText(text)).toEqual(expected);
});

describe('what is not as it should be is named', () => {
  const raw = keepalive();

  test.each([
    ['', /^no JSON: /],
    ['{"type":"ris_message","data":{', /^no JSON: /],
    ['\u0000\u001b[31m', /^no JSON: [^\p{Cc}]*$/u],
    ['null', 'type: nothing is not a name'],
    ['[]', 'type: nothing is not a name'],
    ['{"type":7}', 'type: 7 is not a name'],
    ['{"type":"ris_message"}', 'data: nothing is not an object'],
    ['{"type":"ris_message","data":[]}', 'data: [] is not an object'],
    ['{"type":"ris_message","data":{"__proto__":{"timestamp":1}}}', 'timestamp: nothing is not Unix seconds'],
    [risBgp(raw, { timestamp: '1789019601' }), 'timestamp: "1789019601" is not Unix seconds'],
    [risBgp(raw, { timestamp: -1 }), 'timestamp: -1 is not Unix seconds'],
    [risBgp(raw, { timestamp: 1e300 }), 'timestamp: 1e+300 is not Unix seconds'],
    [risBgp(raw, { host: 'rrc01,router=x' }), 'host: "rrc01,router=x" is not a name'],
    [risBgp(raw, { host: ['rrc01'] }), 'host: ["rrc01"] is not a name'],
    [risBgp(raw, { peer: 'example.net' }), 'peer: "example.net" is not an address'],
    [risBgp(raw, { peer: 'fe80::1%a b' }), 'peer: "fe80::1%a b" is not an address'],
    [risBgp(raw, { peer_asn: '4294967296' }), 'peer_asn: "4294967296" is not an AS number'],
    [risBgp(raw, { peer_asn: 1.5 }), 'peer_asn: 1.5 is not an AS number'],
    [risBgp(raw, { peer_asn: { toString: 1 } }), 'peer_asn: {"toString":1} is not an AS number'],
    [risBgp(raw, { id: 'a b' }), 'id: "a b" is not an identifier'],
    [risBgp(raw, { raw: undefined }), 'raw: nothing is not a BGP message in hex'],
    [risBgp(raw, { raw: 'zz' }), 'raw: "zz" is not a BGP message in hex'],
    [risBgp(raw, { raw: 'ff'.repeat(18) }), /^raw: "f{36}" is not a BGP message in hex$/],
    [risBgp(raw, { raw: 'zz'.repeat(100) }), /^raw: "z+\.\.\. is not a BGP message in hex$/],
    [risBgp(raw, { raw: `${'ff'.repeat(16)}001304f` }), /^raw: /],
    [risBgp(raw, { raw: `${'ff'.repeat(16)}001304ff` }), 'raw: has 20 bytes, its header says 19'],
    [risState('a b'), 'state: "a b" is not a name'],
    [risText({ type: 'UPDATE', announcements: [] }), 'raw: nothing is not a BGP message in hex'],
  ])('%s', (text, problem) => {
    expect(problemOf(text)).toMatch(problem);
  });
});

test('any JSON gives a text without control characters, and never throws', () => {
  const fields = fc.constantFrom('timestamp', 'peer', 'peer_asn', 'id', 'host', 'type', 'raw', 'state', 'direction');
  const data = fc.oneof(fc.dictionary(fields, fc.jsonValue()), fc.jsonValue());
  const good = JSON.parse(risBgp(keepalive())) as { data: object };
  const types = fc.constantFrom('ris_message', 'ris_error', 'x\u0007', 7);
  fc.assert(
    fc.property(types, data, fc.boolean(), (type, value, onGood) => {
      const mixed = onGood && typeof value === 'object' ? { ...good.data, ...value } : value;
      const decoded = decodeRisText(JSON.stringify({ type, data: mixed }));
      const words = 'problem' in decoded ? decoded.problem : 'words' in decoded ? decoded.words : decoded.kind;
      expect(words).not.toMatch(/\p{Cc}/u);
    })
  );
});

test('any text at all', () => {
  fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => decodeRisText(text).kind === 'fault'));
});
