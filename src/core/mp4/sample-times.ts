import { FunnelError } from '../errors';
import { type Box, find, need } from './box';
import { tableEntries } from './table-box';

/**
 * Decoding times in media ticks from stts, ISO/IEC 14496-12 section 8.6.1.2: `count + 1` entries, the last the
 * decoding end. A table that ends early goes on with its last delta, as players do.
 * @throws FunnelError `media/corrupt` for an empty table or times past 2^53.
 */
export function readDecodeTicks(view: DataView, stbl: readonly Box[], count: number): Float64Array {
  const entries = tableEntries(view, need(stbl, 'stts'), 8);
  if (entries.count === 0) throw new FunnelError('media/corrupt', 'empty stts');
  const ticks = new Float64Array(count + 1);
  let sample = 0;
  let time = 0;
  let delta = 0;
  for (let entry = 0; entry < entries.count && sample < count; entry++) {
    const position = entries.start + 8 * entry;
    const endSample = Math.min(sample + view.getUint32(position), count);
    const previousDelta = delta;
    delta = view.getUint32(position + 4);
    for (; sample < endSample; sample++) {
      ticks[sample] = time;
      time += delta;
    }
    // Some writers give the very last sample no duration: it then lasts as long as the one before.
    if (sample === count && delta === 0) time += previousDelta;
  }
  for (; sample < count; sample++) {
    ticks[sample] = time;
    time += delta;
  }
  ticks[count] = time;
  if (!Number.isSafeInteger(time)) throw new FunnelError('media/corrupt', 'decoding times past 2^53');
  return ticks;
}

/**
 * Composition offsets in media ticks from ctts, section 8.6.1.3; null where there are none. Read as signed in
 * version 0 too: QuickTime wrote negative ones there, and no honest one reaches 2^31. Samples past the end of the
 * table have offset 0.
 * @throws FunnelError `media/corrupt`.
 */
export function readCompositionOffsets(
  view: DataView,
  stbl: readonly Box[],
  count: number,
): Int32Array | null {
  const ctts = find(stbl, 'ctts');
  if (ctts === undefined) return null;
  const entries = tableEntries(view, ctts, 8);
  const offsets = new Int32Array(count);
  let anyOffset = false;
  let sample = 0;
  for (let entry = 0; entry < entries.count && sample < count; entry++) {
    const position = entries.start + 8 * entry;
    const endSample = Math.min(sample + view.getUint32(position), count);
    const offset = view.getInt32(position + 4);
    if (offset !== 0) anyOffset = true;
    // Most entries are of one sample: `fill` would cost more than it fills.
    for (; sample < endSample; sample++) offsets[sample] = offset;
  }
  return anyOffset ? offsets : null;
}
