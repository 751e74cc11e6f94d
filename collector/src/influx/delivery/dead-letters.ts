import { type FileHandle, mkdir, open } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { DeadLines } from './settle.ts';

/**
 * The lines that a database refuses for good, with what it said of them as a comment before them. The file is line protocol:
 * once the reason is mended, it can be posted to the server as it is.
 */
export class DeadLetters {
  readonly path: string;
  readonly #file: FileHandle;
  readonly #maxBytes: number;
  #bytes: number;
  /** Whether the file ends in the middle of something. */
  #torn = false;

  static async open(path: string, maxBytes: number): Promise<DeadLetters> {
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    const file = await open(path, 'a', 0o600);
    const { size } = await file.stat();
    return new DeadLetters(path, file, maxBytes, size);
  }

  private constructor(path: string, file: FileHandle, maxBytes: number, bytes: number) {
    this.path = path;
    this.#file = file;
    this.#maxBytes = maxBytes;
    this.#bytes = bytes;
  }

  /** Sets lines down; false if the file is full. Throws what the disk says. */
  async add({ lines, refused, words }: DeadLines): Promise<boolean> {
    const some = refused === lines.length ? '' : `, ${refused} of the next ${lines.length} lines`;
    const comment = `# ${new Date().toISOString()} ${words}${some}`;
    const bytes = Buffer.from(`${[comment, ...lines].join('\n')}\n`);
    if (this.#bytes + bytes.length > this.#maxBytes) {
      return false;
    }
    await this.#append(bytes);
    this.#bytes += bytes.length;
    return true;
  }

  async close(): Promise<void> {
    await this.#file.close();
  }

  async #append(bytes: Buffer): Promise<void> {
    await this.#cut();
    try {
      await this.#file.appendFile(bytes);
      await this.#file.datasync();
    } catch (error) {
      this.#torn = true;
      // Where that fails as well, it is done before the next.
      await this.#cut().catch(() => {});
      throw error;
    }
  }

  /** What was written in part would be taken for the beginning of the next line. */
  async #cut(): Promise<void> {
    if (this.#torn) {
      await this.#file.truncate(this.#bytes);
      this.#torn = false;
    }
  }
}
