import type { Box } from '../../src/core/mp4/box';
import { viewOf } from '../../src/core/mp4/box';
import { type BoxNode, listsIn, placesOf, readTree, writeTree } from './box-tree';

/** Where sizes, counts and times turn into something else. */
const edges = [0, 1, 2, 7, 8, 16, 0xff, 0xffff, 0x7fffffff, 0x80000000, 0xfffffffe, 0xffffffff];
/** Damage there would be no damage to the index. */
const samples = new Set(['mdat', 'free', 'skip']);

interface Chance {
  /** A whole number of `[0, limit)`. */
  below(limit: number): number;
  pick<T>(list: readonly T[]): T;
}

/** A file with damage done to its boxes in a few places; which is up to `random`. */
export function mutate(film: Uint8Array, random: () => number): Uint8Array {
  const below = (limit: number) => Math.floor(random() * limit);
  const chance: Chance = { below, pick: (list) => list[below(list.length)]! };
  const tree = readTree(film);
  if (below(3) === 0) for (let count = 1 + below(3); count > 0; count--) shuffle(tree, chance);
  const bytes = writeTree(tree);
  const boxes = placesOf(tree).filter(({ type }) => !samples.has(type));
  if (boxes.length > 0) for (let count = below(5); count > 0; count--) damage(bytes, boxes, chance);
  return below(12) === 0 ? bytes.subarray(0, below(bytes.byteLength)) : bytes;
}

/** Boxes in another order, left out, doubled, elsewhere, cut, or one inside the other, their sizes right. */
function shuffle(tree: BoxNode[], { below, pick }: Chance): void {
  const lists = listsIn(tree);
  const from = pick(lists);
  if (from.length === 0) return;
  const index = below(from.length);
  const node = from[index]!;
  const to = pick(lists);
  const kind = below(6);
  if (kind === 0) from.splice(index, 1);
  else if (kind === 1) from.push(...from.splice(index, 1));
  else if (kind === 2) to.splice(below(to.length + 1), 0, structuredClone(node));
  else if (kind === 3) node.content = node.content.subarray(0, below(node.content.byteLength + 1));
  else if (kind === 4) node.type = pick(pick(lists)).type;
  else {
    const depth = 1 + below(40);
    for (let level = 0; level < depth; level++) {
      from[index] = { type: node.type, content: new Uint8Array(0), children: [from[index]!] };
    }
  }
}

/** Bits, bytes, whole fields, sizes, counts. */
function damage(bytes: Uint8Array, boxes: readonly Box[], { below, pick }: Chance): void {
  const view = viewOf(bytes);
  const box = pick(boxes);
  const field = Math.min(box.start + 4 * below(12), bytes.byteLength - 4);
  const anywhere = box.start + below(box.endExclusive - box.start);
  // The counts of stsz and of the other tables.
  const count = Math.min(box.contentStart + pick([4, 8]), bytes.byteLength - 4);
  switch (below(8)) {
    case 0:
      view.setUint8(anywhere, view.getUint8(anywhere) ^ (1 << below(8)));
      return;
    case 1:
      view.setUint8(anywhere, below(256));
      return;
    case 2:
      view.setUint32(field, pick(edges));
      return;
    case 3:
      view.setUint32(field, below(2 ** 32));
      return;
    case 4:
      view.setUint32(field, Math.max(0, view.getUint32(field) + below(5) - 2));
      return;
    case 5:
      view.setUint32(box.start, pick([...edges, view.getUint32(box.start) + below(17) - 8]) >>> 0);
      return;
    case 6:
      view.setUint32(count, pick([...edges, below(10_000), below(50_000_000)]));
      return;
    default: {
      const source = pick(boxes).start;
      bytes.copyWithin(field, source, source + below(64));
    }
  }
}
