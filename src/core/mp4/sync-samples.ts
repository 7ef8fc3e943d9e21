import { type Box, find } from './box';
import { tableEntries } from './table-box';

/**
 * Numbers (from 0) of the sync samples from stss, ISO/IEC 14496-12 section 8.6.2, ascending; null where every sample
 * is one. An empty or useless table leaves the first sample, since playing has to start somewhere.
 * @throws FunnelError `media/corrupt` where the box is shorter than its table.
 */
export function readSyncSamples(view: DataView, stbl: readonly Box[], count: number): Uint32Array | null {
  const stss = find(stbl, 'stss');
  if (stss === undefined) return null;
  const entries = tableEntries(view, stss, 4);
  if (entries.count === count && isEverySample(view, entries.start, count)) return null;
  const samples = new Uint32Array(Math.min(entries.count, count));
  let kept = 0;
  let last = -1;
  for (let entry = 0; entry < entries.count; entry++) {
    const sample = view.getUint32(entries.start + 4 * entry) - 1;
    if (sample <= last || sample >= count) continue;
    samples[kept++] = sample;
    last = sample;
  }
  return kept === 0 ? new Uint32Array(1) : samples.slice(0, kept);
}

function isEverySample(view: DataView, start: number, count: number): boolean {
  for (let sample = 0; sample < count; sample++) {
    if (view.getUint32(start + 4 * sample) !== sample + 1) return false;
  }
  return true;
}
