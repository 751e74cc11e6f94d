import { crc32 } from 'node:zlib';

/** Messages as MRT, or the frames of a BMP connection as they came. */
export type ArchiveKind = 'mrt' | 'bmp';
export type Compression = 'none' | 'zstd';

const MAX_FOLDER_LENGTH = 80;
const FILE = /^\d{8}T\d{6}Z(-\d+)?\.(mrt|bmp)(\.zst)?$/;

/**
 * A folder for what routers call themselves, which may be anything: letters, digits and `.-_` stay, anything else is `_`. Where that
 * or the length changed it, a checksum of the whole name keeps two routers apart.
 */
export function folderName(router: string): string {
  const safe = router.replace(/[^A-Za-z0-9._-]|^\./g, '_').slice(0, MAX_FOLDER_LENGTH);
  return safe === router && safe !== '' ? safe : `${safe}~${crc32(router).toString(16).padStart(8, '0')}`;
}

/** Such as `20261123T074217Z.mrt.zst`, by when it is begun, so that names sort by time; `copy` tells those of one second apart. */
export function fileName(beginMs: number, copy: number, kind: ArchiveKind, compression: Compression): string {
  const begin = new Date(beginMs).toISOString().replace(/[-:]|\.\d+/g, '');
  return `${begin}${copy === 0 ? '' : `-${copy}`}.${kind}${compression === 'zstd' ? '.zst' : ''}`;
}

/** Whether a file of this name is one of the archive, which alone are ever removed. */
export function isArchived(name: string): boolean {
  return FILE.test(name);
}
