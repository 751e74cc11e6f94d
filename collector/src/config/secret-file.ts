import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { systemWords } from '../sources/file-source.ts';
import { ConfigError } from './config-error.ts';

const OTHERS_READ_OR_WRITE = 0o006;
const CREDENTIAL = 'credential:';

/**
 * The secret in a file, without blanks around it. `credential:NAME` is the credential of that name that systemd hands to the service, in
 * the folder that `$CREDENTIALS_DIRECTORY` names. A secret that every user of the machine can read or change is none.
 */
export function readSecret(name: string, credentialsFolder: string | undefined): string {
  const path = name.startsWith(CREDENTIAL) ? credentialPath(name.slice(CREDENTIAL.length), credentialsFolder) : name;
  const text = readText(path);
  if (process.platform !== 'win32' && (statSync(path).mode & OTHERS_READ_OR_WRITE) !== 0) {
    throw new ConfigError(`${path} is open to every user of this machine: run chmod o-rwx ${path}`);
  }
  if (text.trim() === '') {
    throw new ConfigError(`${path} is empty`);
  }
  return text.trim();
}

function credentialPath(name: string, folder: string | undefined): string {
  if (!/^\w[\w.-]*$/.test(name)) {
    throw new ConfigError(`"${CREDENTIAL}${name}": a credential has a name of letters, digits, and - _ . between them`);
  }
  if (folder === undefined) {
    throw new ConfigError(
      `"${CREDENTIAL}${name}": there is no $CREDENTIALS_DIRECTORY; systemd sets it for a service with LoadCredential=${name}:FILE`
    );
  }
  return join(folder, name);
}

export function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw new ConfigError(`${path}: ${systemWords(error)}`, { cause: error });
  }
}
