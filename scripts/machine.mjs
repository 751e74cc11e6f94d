// What the scripts need of the machine. Plain JavaScript for Node 20, since it runs before anything is installed.
import { execFileSync, spawn } from 'node:child_process';
import { existsSync, lstatSync, statSync } from 'node:fs';
import { delimiter, join } from 'node:path';

export const root = join(import.meta.dirname, '..');

/** The environment in which the pinned Node and the workspace's tools come first. */
export function environment(more = {}) {
  return { ...process.env, PATH: join(root, 'node_modules/.bin') + delimiter + process.env.PATH, ...more };
}

export function hasProgram(name) {
  try {
    execFileSync('/bin/sh', ['-c', `command -v ${name}`], { stdio: 'pipe' });
    return true;
  } catch {
    return false;
  }
}

/** Runs a command; gives its exit code. `quiet` keeps the output back unless it fails. */
export async function run(command, args, { cwd = root, env = environment(), quiet = false, output } = {}) {
  const piped = quiet || output !== undefined;
  const child = spawn(command, args, {
    cwd,
    env,
    stdio: ['ignore', piped ? 'pipe' : 'inherit', piped ? 'pipe' : 'inherit'],
  });
  const held = [];
  child.stdout?.on('data', (text) => (output ? output(text) : held.push(text)));
  child.stderr?.on('data', (text) => held.push(text));
  const code = await new Promise((resolve) => {
    child.on('error', (error) => {
      held.push(`${command}: ${error.message}\n`);
      resolve(127);
    });
    child.on('close', (exitCode) => resolve(exitCode ?? 1));
  });
  if (piped && code !== 0) {
    process.stdout.write(Buffer.concat(held.map((text) => Buffer.from(text))));
  }
  return code;
}

/** Installs the npm packages that the lock file names, unless they are there. */
export async function installPackages() {
  // npm ci empties what a link leads to, which is somebody else's.
  if (lstatSync(join(root, 'node_modules'), { throwIfNoEntry: false })?.isSymbolicLink()) {
    return;
  }
  const installed = join(root, 'node_modules/.package-lock.json');
  if (existsSync(installed) && statSync(installed).mtimeMs >= statSync(join(root, 'package-lock.json')).mtimeMs) {
    return;
  }
  console.log('Installing npm packages …');
  if ((await run('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], { quiet: true })) !== 0) {
    throw new Error('npm ci failed');
  }
}

/**
 * Installs Debian packages for the programs that are missing, or the files where a path is given, if that is possible; gives those
 * still missing.
 */
export async function installPrograms(packageOf) {
  const has = (name) => (name.startsWith('/') ? existsSync(name) : hasProgram(name));
  const missing = () => Object.keys(packageOf).filter((name) => !has(name));
  const before = missing();
  if (before.length === 0 || !hasProgram('apt-get')) {
    return before;
  }
  const sudo = process.getuid?.() === 0 ? [] : ['sudo', '-n'];
  if (sudo.length > 0 && !hasProgram('sudo')) {
    return before;
  }
  const packages = [...new Set(before.map((program) => packageOf[program]))];
  console.log(`Installing Debian packages: ${packages.join(', ')} …`);
  const env = environment({ DEBIAN_FRONTEND: 'noninteractive' });
  const apt = (...args) => {
    const [command, ...rest] = [...sudo, 'apt-get', '-y', ...args];
    return run(command, rest, { env, quiet: true });
  };
  // A package may start its service: the scripts start their own, on ports of their own.
  await apt('update');
  await apt('install', '--no-install-recommends', ...packages);
  return missing();
}
