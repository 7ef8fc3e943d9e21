import { type ByteRange, byteLength, byteRange, intersect } from '../bytes/range';
import { RangeSet } from '../bytes/range-set';

/** As many bytes from the start of a file as tell it from any other of the same length. */
export const fingerprintBytes = 64 * 1024;

/** The first bytes of the file, kept to tell whether another address has the same file. */
export class Fingerprint {
  readonly #bytes = new Uint8Array(fingerprintBytes);
  readonly #known = new RangeSet();

  /** Bytes of the file have come; those of its start are kept. */
  note(start: number, bytes: Uint8Array): void {
    const kept = intersect(byteRange(start, start + bytes.length), byteRange(0, fingerprintBytes));
    if (!kept) return;
    this.#bytes.set(bytes.subarray(0, byteLength(kept)), kept.start);
    this.#known.add(kept);
  }

  /** What is still to come of a file of this length. */
  missing(fileByteLength: number): ByteRange[] {
    return this.#known.missing(byteRange(0, Math.min(fileByteLength, fingerprintBytes)));
  }

  /** Whether a file that starts with these bytes is the same, as far as bytes have come. */
  matches(bytes: Uint8Array): boolean {
    return this.#known.ranges.every(({ start, endExclusive }) =>
      bytes.subarray(start, endExclusive).every((byte, index) => byte === this.#bytes[start + index]),
    );
  }
}
