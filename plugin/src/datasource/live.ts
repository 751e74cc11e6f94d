import { LiveChannelScope, type DataQueryResponse } from '@grafana/data';
import { getGrafanaLiveSrv } from '@grafana/runtime';
import type { Observable } from 'rxjs';
import { isQueryType, type EarshotQuery } from './query/model';

/** The most rows that the browser keeps of what came live. */
const keptRows = 1000;

/** Whether new rows of a query can be followed as they come. */
export function isTailed({ queryType, format }: EarshotQuery): boolean {
  return isQueryType(queryType) && format === 'logs';
}

/** New rows of a query from now on. */
export function tail(uid: string, query: EarshotQuery): Observable<DataQueryResponse> {
  const text = JSON.stringify(asked(query));
  const channel = {
    scope: LiveChannelScope.DataSource,
    stream: uid,
    path: `tail/${fnv1a(text)}`,
    data: { query: text },
  };
  // Grafana 12.2 knows the stream as the namespace.
  const addr = Object.assign(channel, { namespace: uid });
  return getGrafanaLiveSrv().getDataStream({ addr, key: query.refId, buffer: { maxLength: keptRows } });
}

/** What decides what is answered, in one order: equal questions share a channel. */
function asked({ version, queryType, format, filter }: EarshotQuery) {
  const names = Object.keys(filter).sort();
  const entries = names.map((name): [string, unknown] => [name, filter[name as keyof typeof filter]]);
  return { version, queryType, format, filter: Object.fromEntries(entries) };
}

const offset = BigInt('0xcbf29ce484222325');
const prime = BigInt('0x100000001b3');

/** The 64-bit FNV-1a hash of a text in UTF-8, as 16 hex digits. */
export function fnv1a(text: string): string {
  let hash = offset;
  for (const byte of new TextEncoder().encode(text)) {
    hash = BigInt.asUintN(64, (hash ^ BigInt(byte)) * prime);
  }
  return hash.toString(16).padStart(16, '0');
}
