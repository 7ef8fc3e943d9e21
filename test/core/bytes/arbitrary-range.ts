import fc from 'fast-check';
import { byteRange } from '../../../src/core/bytes/range';

/** Ranges within the first `size` bytes: neighbours, overlaps and empty ones come often. */
export const rangeWithin = (size: number) =>
  fc
    .tuple(fc.nat({ max: size }), fc.nat({ max: size }))
    .map(([a, b]) => byteRange(Math.min(a, b), Math.max(a, b)));
