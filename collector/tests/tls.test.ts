import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { type Server, createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Connection, serverVersion } from '../src/influx/server.ts';
import { WriteClient } from '../src/influx/write-client.ts';
import { hasTool } from './tools.ts';

describe.skipIf(!hasTool('openssl'))('a server that wants a certificate', () => {
  let folder: string;
  let server: Server;
  const bodies: string[] = [];

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'earshot-tls-'));
    makeAuthority('ca');
    makeCertificate('server', 'subjectAltName=IP:127.0.0.1');
    makeCertificate('client', 'extendedKeyUsage=clientAuth');
    const options = { ca: pem('ca.pem'), cert: pem('server.pem'), key: pem('server.key'), requestCert: true };
    server = createServer(options, (request, response) => {
      request.setEncoding('utf8').on('data', (body: string) => bodies.push(body));
      request.on('end', () => response.writeHead(204, { 'x-influxdb-version': '1.8.10' }).end());
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
  });

  afterAll(async () => {
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
    rmSync(folder, { recursive: true });
  });

  function openssl(...args: string[]): void {
    execFileSync('openssl', args, { cwd: folder, stdio: 'pipe' });
  }

  function makeAuthority(name: string): void {
    const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-keyout', `${name}.key`];
    openssl('req', '-x509', ...key, '-subj', `/CN=${name}`, '-days', '2', '-out', `${name}.pem`);
  }

  function makeCertificate(name: string, extension: string): void {
    const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-keyout', `${name}.key`];
    openssl('req', ...key, '-subj', `/CN=${name}`, '-out', `${name}.csr`);
    writeFileSync(join(folder, `${name}.ext`), extension);
    const signed = ['-CA', 'ca.pem', '-CAkey', 'ca.key', '-CAcreateserial', '-extfile', `${name}.ext`];
    openssl('x509', '-req', '-in', `${name}.csr`, ...signed, '-days', '2', '-out', `${name}.pem`);
  }

  function pem(name: string): string {
    return readFileSync(join(folder, name), 'utf8');
  }

  function connection(tls: Connection['tls']): Connection {
    const { port } = server.address() as AddressInfo;
    return { url: `https://127.0.0.1:${port}`, timeoutMs: 5_000, tls };
  }

  async function bothWays(tls: Connection['tls']): Promise<unknown[]> {
    const client = new WriteClient(connection(tls));
    try {
      return [await serverVersion(connection(tls)), await client.write('bgp', 'm v=1i 1')];
    } finally {
      client.close();
    }
  }

  test('gets it, and is trusted by the authority that is configured', async () => {
    const tls = { ca: pem('ca.pem'), cert: pem('client.pem'), key: pem('client.key') };
    expect(await bothWays(tls)).toEqual([{ major: 1, text: '1.8.10' }, { kind: 'stored' }]);
    expect(bodies).toEqual(['m v=1i 1']);
  });

  test('is refused without that authority, and refuses whoever has no certificate', async () => {
    await expect(bothWays(undefined)).rejects.toThrow('certificate');
    await expect(bothWays({ ca: pem('ca.pem') })).rejects.toThrow('cannot be reached');
    expect(bodies).toHaveLength(1);
  });
});
