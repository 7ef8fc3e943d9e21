import { type Box, boxesIn, viewOf } from '../../../src/core/mp4/box';
import { concatenate, fullBox, uint32 } from '../../../src/core/mp4/box-writer';
import type { Column } from '../../../src/core/mp4/sample-table';

/** A table box with its `entry_count`. `fields`: 32-bit numbers, negative ones too. */
export function table(type: string, version: number, count: number, ...fields: number[]): Uint8Array {
  return fullBox(type, version, 0, uint32(count, ...fields));
}

/** Boxes as the children of a container, with the view they lie in. */
export function boxesOf(...boxes: Uint8Array[]): { view: DataView; boxes: Box[] } {
  const bytes = concatenate(boxes);
  const view = viewOf(bytes);
  return { view, boxes: boxesIn(view, 0, bytes.byteLength) };
}

export const columnOf = (column: Column, count: number): number[] =>
  Array.from({ length: count }, (_, sample) => column.at(sample)!);
