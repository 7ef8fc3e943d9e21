import { boxesIn, childrenOf, need, viewOf } from '../../src/core/mp4/box';

/** A sample as the decoder is given it: of which track, which one, and what its bytes are. */
export type FedSample = readonly [trackId: number, sample: number, hash: number];

/** What a fragment of Funnel's own writing holds; nothing for an init segment. */
export function samplesOf(fragment: Uint8Array): FedSample[] {
  const view = viewOf(fragment);
  const boxes = boxesIn(view, 0, fragment.length);
  const moof = boxes.find(({ type }) => type === 'moof');
  if (!moof) return [];
  const children = childrenOf(view, moof);
  // Its sequence number is the number of its first sample, from 1.
  const firstSample = view.getUint32(need(children, 'mfhd').contentStart + 4) - 1;
  const traf = childrenOf(view, need(children, 'traf'));
  const trackId = view.getUint32(need(traf, 'tfhd').contentStart + 4);
  const trun = need(traf, 'trun');
  const flags = view.getUint32(trun.contentStart) & 0xffffff;
  const count = view.getUint32(trun.contentStart + 4);
  // Duration and size of each, then whatever else.
  const entryBytes = 8 + (flags & 0x400 ? 4 : 0) + (flags & 0x800 ? 4 : 0);
  let position = need(boxes, 'mdat').contentStart;
  return Array.from({ length: count }, (_, index): FedSample => {
    const bytes = view.getUint32(trun.contentStart + 12 + index * entryBytes + 4);
    const hash = hashOf(fragment.subarray(position, position + bytes));
    position += bytes;
    return [trackId, firstSample + index, hash];
  });
}

/** FNV-1a, 32 bits. */
function hashOf(bytes: Uint8Array): number {
  let hash = 0x811c9dc5;
  for (const byte of bytes) hash = Math.imul(hash ^ byte, 0x01000193);
  return hash >>> 0;
}
