import { FunnelError } from '../errors';
import { type Box, find, need } from './box';
import { RunIndex } from './run-index';
import type { Column } from './sample-table';
import { tableEntries } from './table-box';

/**
 * Decoding times in media ticks from stts, ISO/IEC 14496-12 section 8.6.1.2, and after the last sample's the decoding
 * end; and whether they are all as far apart. A table that ends early goes on with its last delta, as players do.
 * @throws FunnelError `media/corrupt` for an empty table or times past 2^53.
 */
export function readDecodeTicks(
  view: DataView,
  stbl: readonly Box[],
  count: number,
): Column & { readonly isEven: boolean } {
  const { count: entryCount, start } = tableEntries(view, need(stbl, 'stts'), 8);
  if (entryCount === 0) throw new FunnelError('media/corrupt', 'empty stts');
  const lengthOf = (entry: number) => view.getUint32(start + 8 * entry);
  const deltaOf = (entry: number) => view.getUint32(start + 8 * entry + 4);
  const runs = new RunIndex(lengthOf, (entry) => lengthOf(entry) * deltaOf(entry));
  for (let entry = 0; entry < entryCount && runs.itemCount < count; entry++) {
    const length = view.getUint32(start + 8 * entry);
    runs.add(length, length * view.getUint32(start + 8 * entry + 4));
  }
  const at = (sample: number) => {
    runs.find(sample);
    return runs.amountBefore + (sample - runs.first) * deltaOf(runs.run);
  };
  // Some writers give the very last sample no duration: it then lasts as long as the one before.
  const last = runs.runCount - 1;
  const endTicks = at(count) + (last > 0 && deltaOf(last) === 0 ? deltaOf(last - 1) : 0);
  if (!Number.isSafeInteger(endTicks)) throw new FunnelError('media/corrupt', 'decoding times past 2^53');
  // Whatever the last one lasts: it is held to the end.
  const isEven = runs.runCount === 1 || lengthOf(0) >= count - 1;
  return { isEven, at: (sample) => (sample === count ? endTicks : at(sample)) };
}

/**
 * Composition offsets in media ticks from ctts, section 8.6.1.3; null where there are none. Read as signed in
 * version 0 too: QuickTime wrote negative ones there, and no honest one reaches 2^31. Samples past the end of the
 * table have offset 0.
 * @throws FunnelError `media/corrupt`.
 */
export function readCompositionOffsets(view: DataView, stbl: readonly Box[], count: number): Column | null {
  const ctts = find(stbl, 'ctts');
  if (ctts === undefined) return null;
  const { count: entryCount, start } = tableEntries(view, ctts, 8);
  const offsetOf = (entry: number) => view.getInt32(start + 8 * entry + 4);
  const runs = new RunIndex((entry) => view.getUint32(start + 8 * entry));
  let anyOffset = 0;
  for (let entry = 0; entry < entryCount && runs.itemCount < count; entry++) {
    runs.add(view.getUint32(start + 8 * entry));
    anyOffset |= view.getInt32(start + 8 * entry + 4);
  }
  if (anyOffset === 0) return null;
  return {
    at: (sample) => {
      if (sample >= runs.itemCount) return 0;
      runs.find(sample);
      return offsetOf(runs.run);
    },
  };
}
