import { fourCharacterCode, viewOf } from './box';
import { ascii, box } from './box-writer';

/** A `colr` box of whole numbers from ISO/IEC 23091-2, of limited range: ISO/IEC 14496-12 section 12.1.5. */
export const colourBox = (numbers: Uint8Array): Uint8Array =>
  box('colr', ascii('nclx'), numbers, Uint8Array.of(0));

/**
 * A `colr` box as it is, or QuickTime's in the shape the standard gives it: the same but for the range, which Chromium
 * looks for.
 * @param colr the whole box
 */
export function readableColr(colr: Uint8Array): Uint8Array {
  const [type, numbers, end] = [8, 12, 18];
  const isQuickTimes = colr.byteLength >= end && fourCharacterCode(viewOf(colr), type) === 'nclc';
  return isQuickTimes ? colourBox(colr.subarray(numbers, end)) : colr;
}
