import { type Box, boxesIn, bytesOf, childrenOf, find, viewOf } from '../../../src/core/mp4/box';

/** Boxes that hold nothing but boxes. */
export const containers = new Set('moov trak mdia minf stbl edts dinf mvex moof traf mfra'.split(' '));

/** Every box of a file down to the sample tables, parents before children. */
export function allBoxes(bytes: Uint8Array): Box[] {
  const view = viewOf(bytes);
  const below = (boxes: Box[]): Box[] =>
    boxes.flatMap((box) => [box, ...(containers.has(box.type) ? below(childrenOf(view, box)) : [])]);
  return below(boxesIn(view, 0, bytes.byteLength));
}

export const firstBox = (bytes: Uint8Array, type: string): Box => {
  const box = find(allBoxes(bytes), type);
  if (box === undefined) throw new Error(`no ${type}`);
  return box;
};

export const topLevel = (bytes: Uint8Array, type: string): Uint8Array => {
  const view = viewOf(bytes);
  return bytesOf(view, find(boxesIn(view, 0, bytes.byteLength), type)!);
};

/** A copy changed in place. `change` gets a view over it. */
export function changed(bytes: Uint8Array, change: (view: DataView, copy: Uint8Array) => void): Uint8Array {
  const copy = bytes.slice();
  change(viewOf(copy), copy);
  return copy;
}
