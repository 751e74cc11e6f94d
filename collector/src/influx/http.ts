import { Agent as HttpAgent, type IncomingMessage, request as httpRequest } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import { text } from 'node:stream/consumers';
import type { Connection } from './server.ts';

export interface HttpAnswer {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  readonly text: string;
}

export interface HttpQuestion {
  readonly method?: 'GET' | 'POST';
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** Connections to the server, one at a time, with the certificates of the configuration. */
export function agentFor({ url, tls }: Connection): HttpAgent {
  const options = { keepAlive: true, maxSockets: 1 };
  return url.startsWith('https:') ? new HttpsAgent({ ...options, ...tls }) : new HttpAgent(options);
}

/** Asks once and follows no redirect: credentials go nowhere else. */
export async function ask(connection: Connection, path: string, question: HttpQuestion): Promise<HttpAnswer> {
  const url = new URL(`${connection.url}${path}`);
  const { method = 'GET', headers = {}, body } = question;
  const agent = agentFor(connection);
  const signal = AbortSignal.timeout(connection.timeoutMs);
  try {
    const message = await new Promise<IncomingMessage>((resolve, reject) => {
      const request = url.protocol === 'https:' ? httpsRequest : httpRequest;
      request(url, { agent, method, headers, signal }, resolve).on('error', reject).end(body);
    });
    return { status: message.statusCode ?? 0, headers: message.headers, text: await text(message) };
  } finally {
    agent.destroy();
  }
}
