import { gzipSync, zstdCompressSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { compressionOf, decompress } from './decompress.ts';

const plain = Buffer.from(Array.from({ length: 50_000 }, (_, i) => (i * i) % 251));

/** What comes out, and the error behind it. */
async function decode(input: Uint8Array, pieceBytes: number): Promise<{ bytes: Buffer; error: string | undefined }> {
  async function* pieces(): AsyncGenerator<Uint8Array> {
    for (let at = 0; at < input.length; at += pieceBytes) {
      yield input.subarray(at, at + pieceBytes);
    }
  }
  const compression = compressionOf(input);
  if (compression === 'none') {
    throw new Error('not compressed');
  }
  const parts: Uint8Array[] = [];
  try {
    for await (const part of decompress(pieces(), compression)) {
      parts.push(part);
    }
  } catch (error) {
    return { bytes: Buffer.concat(parts), error: (error as Error).message };
  }
  return { bytes: Buffer.concat(parts), error: undefined };
}

/** A member with every optional field of RFC 1952 §2.3. */
function withAllFields(member: Buffer): Buffer {
  const head = Buffer.from(member.subarray(0, 10));
  head[3] = 0x02 | 0x04 | 0x08 | 0x10;
  const fields = Buffer.concat([Buffer.from([3, 0, 1, 2, 3]), Buffer.from('name\0comment\0'), Buffer.from([0, 0])]);
  return Buffer.concat([head, fields, member.subarray(10)]);
}

describe.each([1, 7, 1000, 1 << 20])('in pieces of %i bytes', (pieceBytes) => {
  test('members and frames one after the other are one stream', async () => {
    const halves = [plain.subarray(0, 20_000), plain.subarray(20_000)];
    for (const compress of [gzipSync, zstdCompressSync]) {
      const input = Buffer.concat(halves.map((half) => compress(half)));
      expect(await decode(input, pieceBytes)).toEqual({ bytes: plain, error: undefined });
    }
  });

  test('a gzip header may have extra field, name, comment and checksum', async () => {
    expect(await decode(withAllFields(gzipSync(plain)), pieceBytes)).toEqual({ bytes: plain, error: undefined });
  });

  test('garbage behind the last member takes nothing away from what stands before it', async () => {
    const input = Buffer.concat([gzipSync(plain), Buffer.from('garbage')]);
    expect(await decode(input, pieceBytes)).toEqual({
      bytes: plain,
      error: 'there is garbage behind the compressed data',
    });
  });

  test('zstd frames may have frames without data between them, and garbage behind them is told', async () => {
    const empty = Buffer.from('502a4d18' + '04000000' + '01020304', 'hex');
    const input = Buffer.concat([
      empty,
      zstdCompressSync(plain.subarray(0, 9)),
      empty,
      zstdCompressSync(plain.subarray(9)),
    ]);
    expect(await decode(input, pieceBytes)).toEqual({ bytes: plain, error: undefined });
    const { bytes, error } = await decode(Buffer.concat([input, Buffer.from('garbage')]), pieceBytes);
    expect(bytes).toEqual(plain);
    expect(error).toMatch(/garbage behind the compressed data|damaged/);
    expect((await decode(input.subarray(0, input.length - 3), pieceBytes)).error).toBe(
      'the compressed data is cut off'
    );
  });

  test('a checksum that does not match is told once all is out', async () => {
    const input = gzipSync(plain);
    input[input.length - 6]! ^= 1;
    const { bytes, error } = await decode(input, pieceBytes);
    expect(bytes).toEqual(plain);
    expect(error).toContain('its checksum does not match');
  });

  test('what was decoded before a cut is handed out', async () => {
    const input = gzipSync(plain);
    const { bytes, error } = await decode(input.subarray(0, input.length - 20), pieceBytes);
    expect(error).toBe('the compressed data is cut off');
    expect(bytes.length).toBeGreaterThan(0);
    expect(plain.subarray(0, bytes.length)).toEqual(bytes);
  });
});

test('a header that never ends is refused before it fills the memory', async () => {
  const endless = Buffer.concat([Buffer.from([0x1f, 0x8b, 8, 8, 0, 0, 0, 0, 0, 0]), Buffer.alloc(1 << 20, 'x')]);
  expect((await decode(endless, 65_536)).error).toContain('a header does not end');
});

test('damage inside is an error, never a hang', async () => {
  for (let at = 10; at < 400; at += 13) {
    const input = gzipSync(plain);
    input[at]! ^= 0xff;
    expect((await decode(input, 100)).error).toBeDefined();
  }
});
