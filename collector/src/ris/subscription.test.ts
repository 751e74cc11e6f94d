import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { risFilters } from '../../tests/build/ris.ts';
import { prefixOf } from '../../tests/build/settings.ts';
import { covers } from '../net/parse-prefix.ts';
import { formatPrefix } from '../net/prefix.ts';
import { PrefixSelection, type RisFilters, subscriptions } from './subscription.ts';

const socketOptions = { includeRaw: true, acknowledge: true };

function sent(filters: RisFilters): unknown[] {
  return subscriptions(filters).map((text) => {
    const { type, data } = JSON.parse(text) as { type: unknown; data: unknown };
    expect(type).toBe('ris_subscribe');
    return data;
  });
}

describe('what is sent', () => {
  test('each prefix, and the state of sessions beside them', () => {
    const range = { moreSpecific: true, lessSpecific: false };
    expect(sent(risFilters({ prefixes: ['192.0.2.0/24', '2001:db8::/32'] }))).toEqual([
      { prefix: '192.0.2.0/24', ...range, socketOptions },
      { prefix: '2001:db8::/32', ...range, socketOptions },
      { type: 'RIS_PEER_STATE', socketOptions },
    ]);
  });

  test('a collector as a whole', () => {
    expect(sent(risFilters({ hosts: ['rrc01'] }))).toEqual([{ host: 'rrc01', socketOptions }]);
  });

  test('every combination of collector, peer, type and prefix', () => {
    const filters = risFilters({
      hosts: ['rrc00', 'rrc01'],
      peers: ['192.0.2.1'],
      messageTypes: ['UPDATE'],
      path: '64500$',
      prefixes: ['10.0.0.0/8'],
      lessSpecific: true,
    });
    const of = { peer: '192.0.2.1', type: 'UPDATE', path: '64500$', prefix: '10.0.0.0/8' };
    const range = { moreSpecific: true, lessSpecific: true };
    expect(sent(filters)).toEqual(['rrc00', 'rrc01'].map((host) => ({ host, ...of, ...range, socketOptions })));
  });

  test('a path, for each peer with its state', () => {
    expect(sent(risFilters({ peers: ['192.0.2.1'], path: '64500$' }))).toEqual([
      { peer: '192.0.2.1', path: '64500$', socketOptions },
      { peer: '192.0.2.1', type: 'RIS_PEER_STATE', socketOptions },
    ]);
  });
});

describe('prefixes that a subscription stands for', () => {
  const ASKED = ['10.1.0.0/16', '10.1.2.0/24', '192.0.2.0/24'];

  test.each([
    ['10.1.0.0/16', true, true, true, true],
    ['10.1.3.0/24', false, true, false, true],
    ['10.1.2.128/25', false, true, false, true],
    ['10.0.0.0/8', false, false, true, true],
    ['192.0.0.0/16', false, false, true, true],
    ['10.2.0.0/16', false, false, false, false],
    ['::/0', false, false, false, false],
  ])('%s: exact %s, more specific %s, less specific %s, both %s', (text, ...expected) => {
    const found = [
      [false, false],
      [true, false],
      [false, true],
      [true, true],
    ].map(([moreSpecific, lessSpecific]) => {
      const filters = risFilters({ prefixes: ASKED, moreSpecific: moreSpecific!, lessSpecific: lessSpecific! });
      return new PrefixSelection(filters).has(prefixOf(text));
    });
    expect(found).toEqual(expected);
  });

  test('without prefixes, all', () => {
    expect(new PrefixSelection(risFilters({ hosts: ['rrc01'] })).has(prefixOf('10.0.0.0/8'))).toBe(true);
  });

  test('as one by one', () => {
    const prefix = fc
      .tuple(fc.nat(7), fc.integer({ min: 0, max: 4 }))
      .map(([bits, length]) => prefixOf(`${bits << 5}.0.0.0/${length}`));
    const list = fc.uniqueArray(prefix, { minLength: 1, selector: formatPrefix });
    fc.assert(
      fc.property(list, prefix, fc.boolean(), fc.boolean(), (prefixes, one, moreSpecific, lessSpecific) => {
        const fits = prefixes.some(
          (asked) =>
            formatPrefix(asked) === formatPrefix(one) ||
            (moreSpecific && covers(asked, one)) ||
            (lessSpecific && covers(one, asked))
        );
        const filters = { ...risFilters({ moreSpecific, lessSpecific }), prefixes };
        expect(new PrefixSelection(filters).has(one)).toBe(fits);
      })
    );
  });
});
