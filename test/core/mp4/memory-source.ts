import { type ByteRange, byteLength } from '../../../src/core/bytes/range';
import type { ByteSource } from '../../../src/core/bytes/source';

/** Bytes in memory, and what was read of them. */
export interface MemorySource extends ByteSource {
  readonly reads: ByteRange[];
}

export function memorySource(bytes: Uint8Array, byteLengthClaimed = bytes.byteLength): MemorySource {
  const reads: ByteRange[] = [];
  return {
    byteLength: byteLengthClaimed,
    reads,
    read: async (range) => {
      if (byteLength(range) <= 0 || range.start < 0 || range.endExclusive > bytes.byteLength) {
        throw new Error(`read outside the resource: ${range.start}-${range.endExclusive}`);
      }
      reads.push(range);
      return bytes.subarray(range.start, range.endExclusive);
    },
  };
}
