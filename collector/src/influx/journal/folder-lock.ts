import { once } from 'node:events';
import { type FileHandle, open, rm } from 'node:fs/promises';
import { type Server, connect, createServer } from 'node:net';

/** A folder that another process is using. */
export class FolderInUse extends Error {
  override readonly name = 'FolderInUse';
}

/** Keeps a folder for one process: a socket in it listens for as long as the process lives, however that ends. */
export class FolderLock {
  readonly #folder: FileHandle;
  readonly #server: Server;

  /** Throws `FolderInUse`. */
  static async take(folder: string): Promise<FolderLock> {
    const handle = await open(folder, 'r');
    // The name of a socket has about 100 bytes, which a folder can exceed.
    const path = process.platform === 'linux' ? `/proc/self/fd/${handle.fd}/lock` : `${folder}/lock`;
    try {
      return new FolderLock(handle, await listenAlone(path));
    } catch (error) {
      await handle.close();
      const { code, message } = error as NodeJS.ErrnoException;
      throw code === 'EADDRINUSE'
        ? new FolderInUse(`${folder} is in use by another process`, { cause: error })
        : new Error(`${folder} takes no socket, by which a journal is kept for one process (${message})`, {
            cause: error,
          });
    }
  }

  private constructor(folder: FileHandle, server: Server) {
    this.#folder = folder;
    this.#server = server;
  }

  async release(): Promise<void> {
    this.#server.close();
    await once(this.#server, 'close');
    await this.#folder.close();
  }
}

async function listenAlone(path: string): Promise<Server> {
  try {
    return await listen(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE' || (await isAlive(path))) {
      throw error;
    }
    // Left by a process that was killed.
    await rm(path, { force: true });
    return listen(path);
  }
}

async function listen(path: string): Promise<Server> {
  const server = createServer((socket) => socket.destroy());
  server.listen(path);
  await once(server, 'listening');
  return server.unref();
}

/** Whether anybody listens. */
async function isAlive(path: string): Promise<boolean> {
  const socket = connect(path);
  try {
    await once(socket, 'connect');
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}
