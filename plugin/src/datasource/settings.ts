import type { DataSourceJsonData } from '@grafana/data';

export type InfluxVersion = 'auto' | '1' | '2' | '3';

/** Settings of a data source that are no secrets; the TLS names and the timeout are those of Grafana's SDK. */
export interface EarshotSettings extends DataSourceJsonData {
  version?: InfluxVersion;
  database?: string;
  verboseDatabase?: string;
  /** Where routes have a database of their own. */
  routesDatabase?: string;
  user?: string;
  /** Interval at which the collector writes, such as `60s`. */
  interval?: string;
  /** Seconds. */
  timeout?: number;
  /** Of a table or log. */
  maxRows?: number;
  /** Of a graph. */
  maxSeries?: number;
  /** Of a time range. */
  maxDays?: number;
  /** That ask at one time. */
  maxQueries?: number;
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
