import { createHash } from 'node:crypto';
import { closeSync, fstatSync, openSync, read as readFile } from 'node:fs';
import { promisify } from 'node:util';

const readAt = promisify(readFile);

/** What a path serves. A file stays on disk: only what is asked for is read. */
export interface Content {
  lengthBytes: number;
  /** Strong, quotes included. */
  etag: string;
  lastModified: string;
  /** Up to `bytes` from `offset`; the buffer is the caller's. Rejects when the file has become shorter. */
  read(offset: number, bytes: number): Promise<Uint8Array>;
  close(): void;
}

/** A file with holes, too long for a disk: what no part tells is zeros. */
export interface SparseBytes {
  readonly lengthBytes: number;
  readonly parts: readonly { readonly start: number; readonly bytes: Uint8Array }[];
}

export type Served = string | { readonly bytes: Uint8Array } | SparseBytes;

/** @throws when the file cannot be opened */
export function openContent(file: Served): Content {
  if (typeof file === 'string') return fileContent(file);
  return sparseContent(
    'bytes' in file ? { lengthBytes: file.bytes.length, parts: [{ start: 0, ...file }] } : file,
  );
}

function fileContent(filePath: string): Content {
  const descriptor = openSync(filePath, 'r');
  const { size, mtime, mtimeMs } = fstatSync(descriptor);
  return {
    lengthBytes: size,
    etag: `"${size.toString(16)}-${Math.round(mtimeMs).toString(16)}"`,
    lastModified: mtime.toUTCString(),
    async read(offset, bytes) {
      const buffer = Buffer.allocUnsafe(bytes);
      const { bytesRead } = await readAt(descriptor, buffer, 0, bytes, offset);
      if (bytesRead === 0)
        throw new Error(`${filePath} became shorter than ${offset} bytes while it was served`);
      return buffer.subarray(0, bytesRead);
    },
    close: () => closeSync(descriptor),
  };
}

function sparseContent({ lengthBytes, parts }: SparseBytes): Content {
  const hash = createHash('sha256').update(`${lengthBytes}`);
  for (const { start, bytes } of parts) hash.update(`${start}`).update(bytes);
  return {
    lengthBytes,
    etag: `"${hash.digest('hex').slice(0, 16)}"`,
    lastModified: new Date(0).toUTCString(),
    read: async (offset, count) => bytesAt(parts, offset, Math.min(count, lengthBytes - offset)),
    close: () => {},
  };
}

/** What a file with holes holds from `offset` on. */
export function bytesAt(parts: SparseBytes['parts'], offset: number, count: number): Uint8Array {
  const found = new Uint8Array(count);
  for (const { start, bytes } of parts) {
    const from = Math.max(start, offset);
    const to = Math.min(start + bytes.length, offset + count);
    if (from < to) found.set(bytes.subarray(from - start, to - start), from - offset);
  }
  return found;
}
