import { CoreApp } from '@grafana/data';
import { render, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import React, { useState } from 'react';
import { AnnotationQueryEditor, QueryEditor } from './QueryEditor';
import { defaultQuery, type EarshotQuery, type QueryType } from './query/model';
import { testDataSource } from './testing';

function setUp(queryType: QueryType, change: Partial<EarshotQuery> = {}, app = CoreApp.Dashboard) {
  const onRunQuery = jest.fn();
  const asked: EarshotQuery[] = [];
  const { datasource, getResource } = testDataSource({ router: ['nva-0'] });
  function Editor() {
    const [query, setQuery] = useState<EarshotQuery>({ refId: 'A', ...defaultQuery(queryType), ...change });
    const onChange = (next: EarshotQuery) => {
      asked.push(next);
      setQuery(next);
    };
    return <QueryEditor {...{ query, onChange, onRunQuery, datasource, app }} />;
  }
  render(<Editor />);
  return { user: userEvent.setup(), asked, onRunQuery, getResource };
}

/** The field of this name; a field with completions is a combobox. */
function field(name: string): HTMLElement {
  return screen.queryByRole('textbox', { name }) ?? screen.getByRole('combobox', { name });
}

function sentence(): string {
  return screen.getByRole('status', { name: 'What is asked' }).textContent ?? '';
}

describe('shows the fields of the query type only', () => {
  it.each<[QueryType, string[], string[]]>([
    ['messageRates', ['Router', 'Peer', 'Group by', 'Per', 'Limit'], ['Prefix', 'Match', 'Count', 'Family', 'At']],
    ['prefixCounts', ['Count', 'Family', 'Group by', 'Limit'], ['Prefix', 'Match', 'Per', 'At']],
    ['sessions', ['Router', 'Peer', 'Limit'], ['Prefix', 'Match', 'Count', 'Family', 'Group by', 'Per', 'At']],
    [
      'routes',
      ['Prefix', 'AS path', 'Origin AS', 'Community', 'Group by', 'At', 'Compare to'],
      ['Count', 'Per', 'Change'],
    ],
    ['history', ['Prefix', 'Match', 'AS path', 'Action', 'Change', 'Peer', 'Limit'], ['At', 'Compare to', 'Group by']],
    ['asPaths', ['Prefix', 'AS path', 'Label', 'At', 'Compare to'], ['Count', 'Group by', 'Change', 'Action']],
    [
      'notifications',
      ['Direction', 'Code', 'Router', 'Peer', 'Limit'],
      ['Prefix', 'Label', 'Family', 'At', 'Group by'],
    ],
    ['updateRates', ['Count', 'Router', 'Family', 'Group by', 'Per', 'Limit'], ['Prefix', 'At', 'Kind', 'Domain']],
    ['totals', ['Count', 'Domain', 'Family', 'Limit'], ['Router', 'Peer', 'Prefix', 'Per', 'At', 'Group by']],
    ['overlaps', ['Kind', 'Prefix', 'Domain', 'Peer', 'Family', 'At'], ['Router', 'Count', 'Severity', 'Group by']],
    ['redundancy', ['Domain', 'Family', 'Group by', 'Limit'], ['Router', 'Peer', 'Prefix', 'Count', 'At', 'Kind']],
    ['flaps', ['Prefix', 'Match', 'Router', 'Peer', 'Family', 'Limit'], ['Domain', 'Kind', 'Group by', 'At', 'Per']],
    ['origins', ['Kind', 'State', 'Prefix', 'Domain', 'Peer', 'Family'], ['Router', 'Severity', 'At', 'Group by']],
    ['incidents', ['Kind', 'Severity', 'State', 'Prefix', 'Domain', 'Router'], ['Family', 'Count', 'At', 'Group by']],
    ['collector', ['Collector', 'Part', 'Reason', 'Count', 'Limit'], ['Router', 'Peer', 'Domain', 'Family', 'At']],
  ])('%s', (queryType, shown, hidden) => {
    setUp(queryType);
    shown.forEach((name) => expect(field(name)).toBeInTheDocument());
    hidden.forEach((name) => {
      expect(screen.queryByRole('combobox', { name })).toBeNull();
      expect(screen.queryByRole('textbox', { name })).toBeNull();
    });
  });

  it.each(['incidents', 'notifications', 'history'] as const)(
    '%s, how they are grouped where they are counted',
    (queryType) => {
      setUp(queryType, defaultQuery(queryType, 'timeseries'));
      expect(field('Group by')).toBeInTheDocument();
    }
  );

  it('no row without a field', () => {
    setUp('collector');
    expect(screen.queryByRole('group', { name: 'From' })).toBeNull();
  });
});

it('changes the query type by keyboard and says what is asked then', async () => {
  const { user, asked, onRunQuery } = setUp('messageRates');
  await user.click(field('Query type'));
  await user.keyboard('Routes{ArrowDown}{Enter}');
  await waitFor(() => expect(asked.at(-1)).toEqual({ refId: 'A', ...defaultQuery('routes') }));
  expect(onRunQuery).toHaveBeenCalled();
  expect(sentence()).toBe('All routes, from all routers and peers, at the end of the time range');
});

it('asks once for one choice by mouse', async () => {
  const { user, asked, onRunQuery } = setUp('messageRates');
  await user.click(field('Query type'));
  await user.click(await screen.findByRole('option', { name: 'Update rates' }));
  await new Promise((resolve) => setTimeout(resolve, 100));
  expect(asked).toEqual([{ refId: 'A', ...defaultQuery('updateRates') }]);
  expect(onRunQuery).toHaveBeenCalledTimes(1);
});

it('changes the format by keyboard', async () => {
  const { user, asked } = setUp('messageRates');
  screen.getByRole('radio', { name: 'Time series' }).focus();
  await user.keyboard('{ArrowRight}');
  expect(asked.at(-1)?.format).toBe('table');
});

describe('a prefix', () => {
  it('is taken over on Enter', async () => {
    const { user, asked } = setUp('routes');
    await user.type(field('Prefix'), '10.1.0.0/16{Enter}');
    expect(asked.at(-1)?.filter.prefix).toBe('10.1.0.0/16');
    expect(sentence()).toContain('Routes to 10.1.0.0/16');
  });

  it('with host bits is marked with what was meant, and the last good query stays', async () => {
    const { user, asked } = setUp('routes', { filter: { prefix: '10.0.0.0/8' } });
    await user.clear(field('Prefix'));
    await user.type(field('Prefix'), '10.1.4.7/16');
    await user.tab();
    expect(await screen.findByRole('alert')).toHaveTextContent('host bits set: did you mean 10.1.0.0/16?');
    expect(asked).toEqual([]);
    expect(sentence()).toContain('Routes to 10.0.0.0/8');

    await user.type(field('Prefix'), '{Backspace}{Backspace}{Backspace}/32');
    expect(screen.queryByRole('alert')).toBeNull();
    await user.tab();
    expect(asked.at(-1)?.filter.prefix).toBe('10.1.4.7/32');
  });

  it('is completed from what was heard', async () => {
    const { user, getResource } = setUp('routes');
    await user.type(field('Prefix'), '10.1');
    await waitFor(() => expect(document.querySelector('datalist option')).toHaveValue('10.1.0.0/16'));
    expect(getResource).toHaveBeenCalledWith('prefixes', { search: '10.1' }, { showErrorAlert: false });
  });
});

describe('an AS path', () => {
  it('is checked while it is typed, and asked on Enter', async () => {
    const { user, asked } = setUp('routes');
    await user.type(field('AS path'), 'AS12076');
    expect(screen.getByRole('alert')).toHaveTextContent('"AS12076" at character 1');
    await user.clear(field('AS path'));
    await user.type(field('AS path'), '_12076_');
    expect(screen.queryByRole('alert')).toBeNull();
    expect(asked).toEqual([]);
    await user.keyboard('{Enter}');
    expect(asked.at(-1)?.filter.asPath).toBe('_12076_');
    expect(sentence()).toContain('with _12076_ in the AS path');
  });
});

describe('a comparison', () => {
  it('with another time offers what changed', async () => {
    const { user, asked } = setUp('routes');
    expect(screen.queryByRole('combobox', { name: 'Change' })).toBeNull();
    await user.click(field('Compare to'));
    await user.click(await screen.findByRole('option', { name: '1h before' }));
    await waitFor(() => expect(asked.at(-1)?.compareTo).toBe('1h'));
    expect(field('Change')).toBeInTheDocument();
    expect(sentence()).toContain('compared with 1h before');
  });

  it('with another peer asks which', async () => {
    const { user, asked } = setUp('routes', { filter: { peer: ['10.1.0.4'] } });
    await user.click(field('Compare to'));
    await user.keyboard('another');
    await user.click(await screen.findByRole('option', { name: /^another peer/ }));
    expect(await screen.findByRole('alert')).toHaveTextContent('choose the peer to compare with');
    await user.click(field('Other peer'));
    await user.click(await screen.findByRole('option', { name: /^10\.1\.0\.5/ }));
    await waitFor(() => expect(asked.at(-1)?.compareToPeer).toBe('10.1.0.5'));
    expect(screen.queryByRole('alert')).toBeNull();
  });
});

it('looks an address up by its longest match', async () => {
  const { user, asked } = setUp('routes');
  await user.type(field('Prefix'), '10.1.4.7{Enter}');
  await waitFor(() => expect(asked.at(-1)?.filter).toEqual({ prefix: '10.1.4.7', match: 'lookup' }));
});

it('shows what was chosen before under its name', async () => {
  const { getResource } = setUp('routes', { filter: { origin: [65010] } });
  expect(await screen.findByText('HQ-Frankfurt (65010)')).toBeInTheDocument();
  expect(getResource.mock.calls.filter(([path]) => path === 'asns')).toHaveLength(1);
});

describe('peers', () => {
  it('are offered with the variables of the dashboard', async () => {
    const { user, asked } = setUp('messageRates');
    await user.click(field('Peer'));
    const options = await screen.findAllByRole('option');
    expect(options.map((option) => option.textContent)).toEqual([
      expect.stringContaining('$router'),
      expect.stringContaining('10.1.0.4'),
      expect.stringContaining('10.1.0.5'),
    ]);
    await user.click(options[1]!);
    expect(asked.at(-1)?.filter.peer).toEqual(['10.1.0.4']);
    expect(sentence()).toContain('from peer 10.1.0.4');
  });

  it('can be typed, but only as addresses', async () => {
    const { user, asked } = setUp('messageRates');
    await user.click(field('Peer'));
    await user.keyboard('rs-0');
    await waitFor(() => expect(screen.queryByRole('option')).toBeNull());
    expect(asked).toEqual([]);

    await user.clear(field('Peer'));
    await user.keyboard('192.0.2.9');
    await user.click(await screen.findByRole('option', { name: /^192\.0\.2\.9/ }));
    await waitFor(() => expect(asked.at(-1)?.filter.peer).toEqual(['192.0.2.9']));
    expect(screen.queryByRole('alert')).toBeNull();
  });

  it('can be typed where the server does not answer', async () => {
    const { user, getResource } = setUp('messageRates');
    getResource.mockRejectedValue(new Error('502'));
    await user.click(field('Peer'));
    expect(await screen.findByText('The data source does not answer')).toBeInTheDocument();
  });
});

it('shows further filters when asked, and always when they are set', async () => {
  const { user } = setUp('messageRates');
  expect(screen.queryByRole('combobox', { name: 'VRF' })).toBeNull();
  screen.getByRole('button', { name: 'More filters' }).focus();
  await user.keyboard('{Enter}');
  expect(field('VRF')).toBeInTheDocument();
});

it('shows a filter that a stored query holds', () => {
  setUp('messageRates', { filter: { vrf: ['blue'] } });
  expect(field('VRF')).toBeInTheDocument();
  expect(sentence()).toContain('VRF blue');
});

it('marks what is wrong in a stored query', () => {
  setUp('messageRates', { groupBy: ['colour'], per: 'hour' as EarshotQuery['per'] });
  const reasons = screen.getAllByRole('alert').map((alert) => alert.textContent);
  expect(reasons).toEqual([
    expect.stringContaining('"colour" is not known'),
    expect.stringContaining('"hour" is not known'),
  ]);
});

it('takes over a limit and a time', async () => {
  const { user, asked } = setUp('routes');
  await user.type(field('Limit'), '20{Enter}');
  expect(asked.at(-1)?.limit).toBe(20);
  await user.type(field('At'), '30m{Enter}');
  expect(asked.at(-1)?.at).toBe('30m');
  await user.clear(field('At'));
  await user.tab();
  expect(asked.at(-1)?.at).toBe('end');
});

it('shows of overlaps over time only what their number is known by', async () => {
  const { user, asked } = setUp('overlaps', { filter: { peer: ['10.1.0.4'], label: ['vnet'] } });
  screen.getByRole('radio', { name: 'Table' }).focus();
  await user.keyboard('{ArrowRight}');
  expect(asked.at(-1)).toMatchObject({ format: 'timeseries', filter: { label: ['vnet'] } });
  expect(asked.at(-1)?.filter.peer).toBeUndefined();
  expect(screen.queryByRole('combobox', { name: 'Peer' })).toBeNull();
  expect(screen.queryByRole('textbox', { name: 'Prefix' })).toBeNull();
});

describe('incidents', () => {
  it('are narrowed by kind, also by one that is not known here', async () => {
    const { user, asked } = setUp('incidents');
    await user.click(field('Kind'));
    await user.keyboard('zz');
    await user.click(await screen.findByRole('option', { name: /^zz/ }));
    await waitFor(() => expect(asked.at(-1)?.filter.kind).toEqual(['zz']));
    expect(screen.queryByRole('alert')).toBeNull();
  });

  it('are narrowed by state', async () => {
    const { user, asked } = setUp('incidents');
    await user.click(field('State'));
    await user.click(await screen.findByRole('option', { name: 'open' }));
    expect(asked.at(-1)?.filter.state).toBe('open');
    expect(sentence()).toBe('Open incidents, in all domains');
  });
});

it('offers the domains that were heard', async () => {
  const { user, asked } = setUp('totals');
  await user.click(field('Domain'));
  await user.click(await screen.findByRole('option', { name: /^hub/ }));
  await waitFor(() => expect(asked.at(-1)?.filter.domain).toEqual(['hub']));
});

describe('in an alert rule', () => {
  it('offers only what can be evaluated', async () => {
    const { user } = setUp('messageRates', {}, CoreApp.UnifiedAlerting);
    expect(screen.getAllByRole('radio')).toHaveLength(2);
    expect(screen.queryByRole('radio', { name: 'Table' })).toBeNull();
    await user.click(field('Query type'));
    expect(await screen.findByRole('option', { name: 'Routes' })).toBeInTheDocument();
    await user.keyboard('AS');
    await waitFor(() => expect(screen.queryByRole('option', { name: 'Routes' })).toBeNull());
    expect(screen.queryByRole('option', { name: 'AS paths' })).toBeNull();
  });

  it('marks variables', () => {
    setUp('messageRates', { filter: { peer: ['$peer'] } }, CoreApp.UnifiedAlerting);
    expect(screen.getByRole('alert')).toHaveTextContent('alert rules do not know');
  });
});

it('offers for annotations what begins and ends, in their form only', async () => {
  const { datasource } = testDataSource();
  const query: EarshotQuery = { refId: 'Anno', ...defaultQuery('incidents', 'annotations') };
  const onChange = jest.fn<void, [EarshotQuery]>();
  render(<AnnotationQueryEditor {...{ query, onChange, datasource }} onRunQuery={() => undefined} />);
  expect(screen.queryByRole('radio')).toBeNull();
  const user = userEvent.setup();
  await user.click(field('Query type'));
  const options = await screen.findAllByRole('option');
  expect(options.map((option) => option.textContent)).toEqual([
    'Overlaps',
    'Origins',
    'Incidents',
    'Sessions',
    'Notifications',
  ]);
  await user.click(options[3]!);
  expect(onChange.mock.lastCall?.[0]).toMatchObject({ queryType: 'sessions', format: 'annotations' });
});
