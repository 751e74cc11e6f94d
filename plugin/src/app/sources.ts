import { config, getBackendSrv } from '@grafana/runtime';
import { lastValueFrom } from 'rxjs';

const dataSourceType = 'earshot-bgp-datasource';

export interface Source {
  uid: string;
  name: string;
}

export interface Health {
  isWell: boolean;
  message: string;
}

/** The Earshot data sources that this user may ask. */
export function listSources(): Source[] {
  return Object.values(config.datasources)
    .filter(({ type }) => type === dataSourceType)
    .map(({ uid, name }) => ({ uid, name }));
}

/** Asks a data source whether it reaches InfluxDB. */
export async function checkHealth(uid: string): Promise<Health> {
  const request = {
    url: `/api/datasources/uid/${encodeURIComponent(uid)}/health`,
    showErrorAlert: false,
    showSuccessAlert: false,
  };
  try {
    const { data } = await lastValueFrom(getBackendSrv().fetch<{ status: string; message: string }>(request));
    return { isWell: data.status === 'OK', message: data.message };
  } catch (error) {
    const message = (error as { data?: { message?: string } }).data?.message;
    return { isWell: false, message: message || 'Grafana could not ask the data source' };
  }
}
