import { createZstdDecompress } from 'node:zlib';
import { CompressedMember } from './compressed-member.ts';
import type { Decoder } from './decompress.ts';

const MAGIC_BYTES = 4;
const FRAME_MAGIC = 0xfd2fb528;
/** Sixteen magic numbers of frames without data, which parallel compressors write. */
const SKIPPABLE_MAGIC = 0x184d2a50;

/** Decodes zstd frames one after the other. RFC 8878 §3.1 */
export class ZstdDecoder implements Decoder {
  readonly output: Uint8Array[] = [];
  failure: Error | undefined;
  /** Input that no frame has taken yet. */
  #pending: Buffer = Buffer.alloc(0);
  #frame: CompressedMember | undefined;

  async feed(chunk: Uint8Array): Promise<void> {
    this.#pending = Buffer.concat([this.#pending, chunk]);
    while (this.failure === undefined && this.#begun()) {
      const frame = this.#frame!;
      const takenBytes = await frame.write(this.#pending, this.output);
      this.#pending = this.#pending.subarray(takenBytes);
      this.failure = frame.failure;
      if (!frame.ended) {
        return;
      }
      this.#frame = undefined;
    }
  }

  async finish(): Promise<void> {
    await this.#frame?.finish();
    if (this.#frame?.failure || this.#pending.length > 0) {
      this.failure ??= new Error('the compressed data is cut off');
    }
  }

  /** Whether a frame is open and there is input for it. */
  #begun(): boolean {
    if (this.#frame !== undefined) {
      return this.#pending.length > 0;
    }
    if (this.#pending.length < MAGIC_BYTES) {
      return false;
    }
    const magic = this.#pending.readUInt32LE(0);
    if (magic !== FRAME_MAGIC && (magic & 0xfffffff0) !== SKIPPABLE_MAGIC) {
      this.failure = new Error('there is garbage behind the compressed data');
      return false;
    }
    this.#frame = new CompressedMember(createZstdDecompress());
    return true;
  }
}
