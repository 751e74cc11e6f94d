import { mkdir, open, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { type ArchiveKind, type Compression, fileName, folderName, isArchived } from './archive-names.ts';

export interface ArchiveLimits {
  /** Largest size of all files together, bytes: the oldest go first. */
  readonly maxBytes: number;
  /** How long a file is kept after it was written to. */
  readonly maxAgeMs: number;
}

export interface ArchiveFile {
  readonly path: string;
  /** Name without the folder: sorts by time. */
  readonly name: string;
  readonly beganMs: number;
  bytes: number;
  lastMs: number;
  /** Whether it ends in the middle of something, which could not be cut off: nothing behind that could be read. */
  torn?: true;
}

/** The files of an archive on disk, oldest first. */
export class ArchiveFiles {
  readonly #path: string;
  readonly #limits: ArchiveLimits;
  readonly #files: ArchiveFile[];
  readonly removed = { files: 0, bytes: 0 };

  /** Makes the folder if it is missing, and finds what earlier runs left in it. */
  static async open(path: string, limits: ArchiveLimits): Promise<ArchiveFiles> {
    await mkdir(path, { recursive: true, mode: 0o700 });
    const files: ArchiveFile[] = [];
    for (const entry of await readdir(path, { recursive: true, withFileTypes: true })) {
      if (entry.isFile() && isArchived(entry.name)) {
        const found = join(entry.parentPath, entry.name);
        const { size, mtimeMs } = await stat(found);
        files.push({ path: found, name: entry.name, beganMs: mtimeMs, bytes: size, lastMs: mtimeMs });
      }
    }
    files.sort((a, b) => (a.name < b.name ? -1 : 1));
    return new ArchiveFiles(path, limits, files);
  }

  private constructor(path: string, limits: ArchiveLimits, files: ArchiveFile[]) {
    this.#path = path;
    this.#limits = limits;
    this.#files = files;
  }

  get count(): number {
    return this.#files.length;
  }

  get bytes(): number {
    return this.#files.reduce((sum, { bytes }) => sum + bytes, 0);
  }

  /** Makes an empty file of a router. */
  async begin(router: string, kind: ArchiveKind, compression: Compression, nowMs: number): Promise<ArchiveFile> {
    const folder = join(this.#path, kind, folderName(router));
    await mkdir(folder, { recursive: true, mode: 0o700 });
    for (let copy = 0; ; copy++) {
      const name = fileName(nowMs, copy, kind, compression);
      const path = join(folder, name);
      try {
        await (await open(path, 'wx', 0o600)).close();
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === 'EEXIST') {
          continue;
        }
        throw error;
      }
      const file = { path, name, beganMs: nowMs, bytes: 0, lastMs: nowMs };
      this.#files.push(file);
      return file;
    }
  }

  /** Writes behind what is in a file: all of it or nothing, or else the file is torn. */
  async append(file: ArchiveFile, bytes: Uint8Array, nowMs: number): Promise<void> {
    const handle = await open(file.path, 'a', 0o600);
    try {
      await handle.appendFile(bytes);
    } catch (error) {
      await handle.truncate(file.bytes).catch(() => (file.torn = true));
      throw error;
    } finally {
      await handle.close();
    }
    file.bytes += bytes.length;
    file.lastMs = nowMs;
  }

  /** Removes what is too old or too much, the oldest first; never what is being written. */
  async trim(current: ReadonlySet<ArchiveFile>, nowMs: number): Promise<void> {
    let { bytes } = this;
    for (const file of this.#files.filter((one) => !current.has(one))) {
      if (bytes <= this.#limits.maxBytes && file.lastMs >= nowMs - this.#limits.maxAgeMs) {
        continue;
      }
      await rm(file.path, { force: true });
      this.#files.splice(this.#files.indexOf(file), 1);
      bytes -= file.bytes;
      this.removed.files++;
      this.removed.bytes += file.bytes;
    }
  }
}
