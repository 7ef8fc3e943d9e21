import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { byteRange } from '../../../src/core/bytes/range';
import { Fingerprint, fingerprintBytes } from '../../../src/core/funnel/fingerprint';
import { simulatedFile } from './simulated-file';

const file = simulatedFile(3 * fingerprintBytes);
const first = file.slice(0, fingerprintBytes);

/** All of the file, in chunks of this size. */
function printed(chunkBytes: number): Fingerprint {
  const fingerprint = new Fingerprint();
  for (let start = 0; start < file.length; start += chunkBytes) {
    fingerprint.note(start, file.subarray(start, start + chunkBytes));
  }
  return fingerprint;
}

describe('the fingerprint of a file', () => {
  test('is of its first bytes, in whatever chunks and order they come', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1_000, max: 200_000 }), fc.boolean(), (chunkBytes, isReversed) => {
        const fingerprint = new Fingerprint();
        const starts = Array.from({ length: Math.ceil(file.length / chunkBytes) }, (_, i) => i * chunkBytes);
        for (const start of isReversed ? starts.toReversed() : starts) {
          fingerprint.note(start, file.subarray(start, start + chunkBytes));
        }
        expect(fingerprint.missing(file.length)).toEqual([]);
        expect(fingerprint.matches(first)).toBe(true);
      }),
    );
  });

  test('says what it lacks', () => {
    const fingerprint = new Fingerprint();
    expect(fingerprint.missing(1_000_000)).toEqual([byteRange(0, fingerprintBytes)]);
    fingerprint.note(100, file.subarray(100, 200));
    expect(fingerprint.missing(1_000_000)).toEqual([byteRange(0, 100), byteRange(200, fingerprintBytes)]);
  });

  test('of a short file is all of it', () => {
    const fingerprint = new Fingerprint();
    expect(fingerprint.missing(50)).toEqual([byteRange(0, 50)]);
    fingerprint.note(0, file.subarray(0, 50));
    expect(fingerprint.missing(50)).toEqual([]);
    expect(fingerprint.matches(file.slice(0, 50))).toBe(true);
  });

  test('differs where one byte does', () => {
    const fingerprint = printed(10_000);
    fc.assert(
      fc.property(fc.nat({ max: fingerprintBytes - 1 }), (index) => {
        const other = first.slice();
        other[index]! ^= 1;
        expect(fingerprint.matches(other)).toBe(false);
      }),
    );
  });

  test('keeps the bytes themselves, not the chunk they came in', () => {
    const fingerprint = new Fingerprint();
    const chunk = first.slice();
    fingerprint.note(0, chunk);
    chunk.fill(0);
    expect(fingerprint.matches(first)).toBe(true);
  });
});
