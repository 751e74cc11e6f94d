import { spawn } from 'node:child_process';
import { resolve } from 'node:path';

export interface Finished {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

const root = resolve(import.meta.dirname, '..');

/** Runs the built command as a user does. */
export async function earshot(
  args: readonly string[],
  { env = {}, input }: { env?: Record<string, string>; input?: Uint8Array } = {}
): Promise<Finished> {
  const child = spawn(process.execPath, [resolve(root, 'bin/earshot.js'), ...args], {
    env: { PATH: process.env['PATH'] ?? '', ...env },
    stdio: 'pipe',
  });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  // A command that stops reading early closes the pipe.
  child.stdin.on('error', () => {});
  child.stdin.end(input);
  const exitCode = await new Promise<number>((done) => child.on('close', (code) => done(code ?? -1)));
  return { exitCode, stdout, stderr };
}
