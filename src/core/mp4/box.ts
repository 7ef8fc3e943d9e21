import { FunnelError } from '../errors';

/** One box lying in a buffer: ISO/IEC 14496-12 section 4.2. Positions are offsets into that buffer. */
export interface Box {
  /** Four characters, one byte each. */
  readonly type: string;
  readonly start: number;
  readonly contentStart: number;
  readonly endExclusive: number;
}

/** Far above any real container, and few enough to list. */
const maxChildren = 10_000;

export const viewOf = (bytes: Uint8Array): DataView =>
  new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);

export const fourCharacterCode = (view: DataView, offset: number): string =>
  String.fromCharCode(
    view.getUint8(offset),
    view.getUint8(offset + 1),
    view.getUint8(offset + 2),
    view.getUint8(offset + 3),
  );

/**
 * An unsigned 64-bit number as a Number.
 * @throws FunnelError `media/corrupt` above 2^53 - 1: no file is that long.
 */
export function getUint64(view: DataView, offset: number): number {
  const value = view.getUint32(offset) * 2 ** 32 + view.getUint32(offset + 4);
  if (!Number.isSafeInteger(value)) throw new FunnelError('media/corrupt', `64-bit number ${value}`);
  return value;
}

/**
 * The boxes lying one after another in `[start, endExclusive)`. Fewer than eight bytes left over are
 * padding (QuickTime ends some lists with a 32-bit zero).
 * @throws FunnelError `media/corrupt` where a box is shorter than its header or longer than what holds it.
 */
export function boxesIn(view: DataView, start: number, endExclusive: number): Box[] {
  const boxes: Box[] = [];
  let position = start;
  while (endExclusive - position >= 8) {
    const type = fourCharacterCode(view, position + 4);
    let size = view.getUint32(position);
    let headerSize = 8;
    if (size === 1) {
      if (endExclusive - position < 16) throw new FunnelError('media/corrupt', `header of ${type} cut off`);
      size = getUint64(view, position + 8);
      headerSize = 16;
    } else if (size === 0) {
      // To the end of what holds it; meant for the file's last box, but QuickTime writes it as a terminator.
      if (type === '\0\0\0\0') break;
      size = endExclusive - position;
    }
    if (size < headerSize || size > endExclusive - position) {
      throw new FunnelError('media/corrupt', `${type} of ${size} bytes in ${endExclusive - position}`);
    }
    if (boxes.length === maxChildren) throw new FunnelError('media/corrupt', 'too many boxes in one');
    boxes.push({ type, start: position, contentStart: position + headerSize, endExclusive: position + size });
    position += size;
  }
  return boxes;
}

/** The boxes `box` holds, its own fields (`fieldBytes` of them) skipped. */
export const childrenOf = (view: DataView, box: Box, fieldBytes = 0): Box[] =>
  boxesIn(view, Math.min(box.contentStart + fieldBytes, box.endExclusive), box.endExclusive);

export const find = (boxes: readonly Box[], type: string): Box | undefined =>
  boxes.find((box) => box.type === type);

/** @throws FunnelError `media/corrupt` where there is none. */
export function need(boxes: readonly Box[], type: string): Box {
  const box = find(boxes, type);
  if (box === undefined) throw new FunnelError('media/corrupt', `no ${type}`);
  return box;
}

/** @throws FunnelError `media/corrupt` where the box holds fewer than `byteCount` bytes after its header. */
export function needBytes(box: Box, byteCount: number): void {
  const has = box.endExclusive - box.contentStart;
  if (has < byteCount) throw new FunnelError('media/corrupt', `${box.type} has ${has} of ${byteCount} bytes`);
}

/** Version of a FullBox, section 4.2. */
export function versionOf(view: DataView, box: Box): number {
  needBytes(box, 4);
  return view.getUint8(box.contentStart);
}

/** The number that a FullBox begins with: of 64 bits in version 1, else of 32. @throws FunnelError `media/corrupt`. */
export function versionedNumber(view: DataView, box: Box): number {
  const isWide = versionOf(view, box) === 1;
  needBytes(box, isWide ? 12 : 8);
  return isWide ? getUint64(view, box.contentStart + 4) : view.getUint32(box.contentStart + 4);
}

/** Bytes of the whole box, header and all: a view, not a copy. */
export const bytesOf = (view: DataView, box: Box): Uint8Array =>
  new Uint8Array(view.buffer, view.byteOffset + box.start, box.endExclusive - box.start);
