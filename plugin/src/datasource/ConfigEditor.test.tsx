import type { DataSourceSettings } from '@grafana/data';
import { render, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import React, { useState } from 'react';
import { ConfigEditor } from './ConfigEditor';
import type { EarshotSecrets, EarshotSettings } from './settings';

type Options = DataSourceSettings<EarshotSettings, EarshotSecrets>;

function setUp(change: Partial<Options> = {}) {
  const seen: Options[] = [];
  const first = { url: '', jsonData: {}, secureJsonFields: {}, readOnly: false, ...change } as unknown as Options;
  function Editor() {
    const [options, setOptions] = useState(first);
    const onOptionsChange = (next: Options) => {
      seen.push(next);
      setOptions(next);
    };
    return <ConfigEditor options={options} onOptionsChange={onOptionsChange} />;
  }
  render(<Editor />);
  return { user: userEvent.setup(), last: () => seen.at(-1)! };
}

it('goes through the settings by keyboard', async () => {
  const { user, last } = setUp();
  await user.click(screen.getByLabelText(/^URL/));
  await user.keyboard('http://db:8086{Tab}{Tab}reader{Tab}secret{Tab}{Tab}bgp2');
  expect(last()).toMatchObject({
    url: 'http://db:8086',
    jsonData: { user: 'reader', database: 'bgp2' },
    secureJsonData: { password: 'secret' },
  });
  expect(JSON.stringify(last().jsonData)).not.toContain('secret');
});

it.each([
  ['127.0.0.1:8086', 'not an address'],
  ['localhost:8086', 'must begin with http'],
  ['http://me:secret@db:8086', 'move them to their own fields'],
  ['http://db:8086?db=bgp', 'leave out what follows'],
])('marks the URL %s', (url, reason) => {
  setUp({ url });
  expect(screen.getByRole('alert')).toHaveTextContent(reason);
});

it('marks an interval that the collector cannot have', async () => {
  const { user } = setUp();
  await user.type(screen.getByLabelText(/^Interval/), '500ms');
  expect(screen.getByRole('alert')).toHaveTextContent('not an interval');
  await user.clear(screen.getByLabelText(/^Interval/));
  await user.type(screen.getByLabelText(/^Interval/), '5m');
  expect(screen.queryByRole('alert')).toBeNull();
});

it('takes over a timeout as number of seconds', async () => {
  const { user, last } = setUp();
  await user.type(screen.getByLabelText(/^Timeout/), '90');
  expect(last().jsonData.timeout).toBe(90);
  await user.type(screen.getByLabelText(/^Timeout/), 's');
  expect(screen.getByRole('alert')).toHaveTextContent('not a whole number');
  expect(last().jsonData.timeout).toBe(90);
});

it('asks for user and password, or for a token, as the version needs', async () => {
  const { user, last } = setUp();
  const version = screen.getByRole('combobox');
  await user.click(version);
  await user.keyboard('2.x{ArrowDown}{Enter}');
  await waitFor(() => expect(last().jsonData.version).toBe('2'));
  expect(screen.getByLabelText(/^Token/)).toBeInTheDocument();
  expect(screen.queryByLabelText(/^Password/)).toBeNull();

  await user.click(version);
  await user.keyboard('1.x{ArrowDown}{Enter}');
  await waitFor(() => expect(last().jsonData.version).toBe('1'));
  expect(screen.getByLabelText(/^Password/)).toBeInTheDocument();
  expect(screen.queryByLabelText(/^Token/)).toBeNull();
});

it('never shows a stored secret, and lets it be replaced', async () => {
  const { user, last } = setUp({ secureJsonFields: { token: true }, jsonData: { version: '2' } });
  expect(screen.getByLabelText(/^Token/)).toHaveValue('configured');
  screen.getByRole('button', { name: 'Reset' }).focus();
  await user.keyboard('{Enter}');
  expect(last()).toMatchObject({ secureJsonFields: { token: false }, secureJsonData: { token: '' } });
  await user.type(screen.getByLabelText(/^Token/), 'new');
  expect(last().secureJsonData).toEqual({ token: 'new' });
});

it('shows certificates once they are wanted, under the names that the back end reads', async () => {
  const { user, last } = setUp();
  expect(screen.queryByLabelText(/^CA certificate/)).toBeNull();
  await user.click(screen.getByRole('checkbox', { name: /^Own certificate authority/ }));
  await user.type(screen.getByLabelText(/^CA certificate/), 'pem');
  await user.click(screen.getByRole('checkbox', { name: /^Client certificate/ }));
  await user.type(screen.getByLabelText(/^Server name/), 'db.example.net');
  await user.type(screen.getByLabelText(/^Client key/), 'key');
  await user.click(screen.getByRole('checkbox', { name: /^Skip certificate check/ }));
  expect(last()).toMatchObject({
    jsonData: { tlsAuthWithCACert: true, tlsAuth: true, serverName: 'db.example.net', tlsSkipVerify: true },
    secureJsonData: { tlsCACert: 'pem', tlsClientKey: 'key' },
  });
});

it('is read-only where the data source is provisioned', () => {
  setUp({ readOnly: true, url: 'http://db:8086' });
  expect(screen.getByLabelText(/^URL/)).toBeDisabled();
  screen.getAllByRole('checkbox').forEach((box) => expect(box).toBeDisabled());
});

it('marks a limit that is too large, and keeps the last good one', async () => {
  const { user, last } = setUp();
  await user.type(screen.getByLabelText(/^Queries/), '64');
  expect(last().jsonData.maxQueries).toBe(64);
  await user.type(screen.getByLabelText(/^Queries/), '0');
  expect(screen.getByRole('alert')).toHaveTextContent('from 1 to 64');
  expect(last().jsonData.maxQueries).toBe(64);
});
