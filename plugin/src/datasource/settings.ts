import type { DataSourceJsonData } from '@grafana/data';

export type InfluxVersion = 'auto' | '1' | '2' | '3';

/** Settings of a data source that are no secrets; the TLS names and the timeout are those of Grafana's SDK. */
export interface EarshotSettings extends DataSourceJsonData {
  version?: InfluxVersion;
  database?: string;
  verboseDatabase?: string;
  user?: string;
  /** Interval at which the collector writes, such as `60s`. */
  interval?: string;
  /** Seconds. */
  timeout?: number;
  tlsAuth?: boolean;
  tlsAuthWithCACert?: boolean;
  tlsSkipVerify?: boolean;
  serverName?: string;
}

/** Secrets go to the server and never come back. */
export interface EarshotSecrets {
  password?: string;
  token?: string;
  tlsCACert?: string;
  tlsClientCert?: string;
  tlsClientKey?: string;
}
