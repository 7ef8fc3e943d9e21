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

/** @throws when the file cannot be opened */
export function openContent(file: string | { bytes: Uint8Array }): Content {
  return typeof file === 'string' ? fileContent(file) : bytesContent(file.bytes);
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

function bytesContent(bytes: Uint8Array): Content {
  return {
    lengthBytes: bytes.length,
    etag: `"${createHash('sha256').update(bytes).digest('hex').slice(0, 16)}"`,
    lastModified: new Date(0).toUTCString(),
    read: async (offset, count) => bytes.subarray(offset, offset + count),
    close: () => {},
  };
}
