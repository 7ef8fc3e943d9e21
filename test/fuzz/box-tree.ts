import { type Box, boxesIn, childrenOf, viewOf } from '../../src/core/mp4/box';
import { box, concatenate } from '../../src/core/mp4/box-writer';
import { containers } from '../core/mp4/moov-bytes';

/** A box taken apart, to be put together again otherwise: sizes come out right, whatever was done to it. */
export interface BoxNode {
  type: string;
  /** What it holds besides boxes. */
  content: Uint8Array;
  children: BoxNode[];
}

/** The top-level boxes of a file. */
export function readTree(bytes: Uint8Array): BoxNode[] {
  const view = viewOf(bytes);
  const nodeOf = (box: Box): BoxNode =>
    containers.has(box.type)
      ? { type: box.type, content: new Uint8Array(0), children: childrenOf(view, box).map(nodeOf) }
      : { type: box.type, content: bytes.subarray(box.contentStart, box.endExclusive), children: [] };
  return boxesIn(view, 0, bytes.byteLength).map(nodeOf);
}

const bytesOf = ({ type, content, children }: BoxNode): Uint8Array =>
  box(type, content, ...children.map(bytesOf));

export const writeTree = (nodes: readonly BoxNode[]): Uint8Array<ArrayBuffer> =>
  concatenate(nodes.map(bytesOf));

const sizeOf = ({ content, children }: BoxNode): number =>
  children.reduce((size, child) => size + sizeOf(child), 8 + content.byteLength);

/** Where each box of the tree comes to lie, the first at `start`. */
export function placesOf(nodes: readonly BoxNode[], start = 0): Box[] {
  let position = start;
  return nodes.flatMap((node) => {
    const contentStart = position + 8;
    const place = { type: node.type, start: position, contentStart, endExclusive: position + sizeOf(node) };
    position = place.endExclusive;
    return [place, ...placesOf(node.children, contentStart + node.content.byteLength)];
  });
}

/** Every list of boxes in the tree, outer ones first. */
export const listsIn = (nodes: BoxNode[]): BoxNode[][] => [
  nodes,
  ...nodes.flatMap(({ children }) => (children.length === 0 ? [] : listsIn(children))),
];
