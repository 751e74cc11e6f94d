import { config, getBackendSrv } from '@grafana/runtime';
import { render, screen } from '@testing-library/react';
import React, { type ReactNode } from 'react';
import { of, throwError } from 'rxjs';
import { RootPage } from './RootPage';

jest.mock('@grafana/runtime', () => ({
  config: {},
  getBackendSrv: jest.fn(),
  PluginPage: ({ children }: { children: ReactNode }) => children,
}));

const fetch = jest.fn();

beforeEach(() => {
  jest.mocked(getBackendSrv).mockReturnValue({ fetch } as unknown as ReturnType<typeof getBackendSrv>);
  config.datasources = {
    Earshot: { uid: 'a1', name: 'Earshot', type: 'earshot-bgp-datasource' },
    Other: { uid: 'b2', name: 'Other', type: 'influxdb' },
  } as unknown as typeof config.datasources;
});

it('shows each data source with its health', async () => {
  fetch.mockReturnValue(of({ data: { status: 'OK', message: 'connected to InfluxDB 1.8' } }));
  render(<RootPage />);
  expect(await screen.findByText('connected to InfluxDB 1.8')).toBeInTheDocument();
  expect(screen.getByText('Working')).toBeInTheDocument();
  expect(screen.queryByText('Other')).toBeNull();
  expect(screen.getByRole('link', { name: 'Settings' })).toHaveAttribute('href', 'connections/datasources/edit/a1');
});

it('says why a data source does not work', async () => {
  fetch.mockReturnValue(throwError(() => ({ data: { message: 'no answer from InfluxDB' } })));
  render(<RootPage />);
  expect(await screen.findByText('no answer from InfluxDB')).toBeInTheDocument();
  expect(screen.getByText('Not working')).toBeInTheDocument();
});

it('begins with adding a data source where there is none', () => {
  config.datasources = {};
  render(<RootPage />);
  expect(screen.getByText('There is none yet. Add one to begin.')).toBeInTheDocument();
  expect(screen.getByRole('link', { name: 'Add data source' })).toBeInTheDocument();
});

it('links to the dashboards', () => {
  config.datasources = {};
  render(<RootPage />);
  const links = screen.getAllByRole('link').map((link) => link.getAttribute('href'));
  expect(links).toEqual(expect.arrayContaining(['d/earshot-message-summary', 'd/earshot-prefix-summary']));
});
