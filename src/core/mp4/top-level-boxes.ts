import { type ByteRange, byteRange } from '../bytes/range';
import type { ByteSource } from '../bytes/source';
import { FunnelError } from '../errors';
import { fourCharacterCode, viewOf } from './box';
import { canStartFile, looksLike } from './signature';

/** Header of a top-level box: its place in the resource. `endExclusive` may lie past the end of a file cut short. */
export interface TopLevelBox {
  readonly type: string;
  readonly start: number;
  readonly contentStart: number;
  readonly endExclusive: number;
}

/** Each costs a read that waits for the one before; unfragmented files have a handful. */
const maxTopLevelBoxes = 1000;
/** The longest header there is: size, type, largesize. */
const maxHeaderBytes = 16;

/**
 * The top-level boxes from `start` on, read header by header: ISO/IEC 14496-12 section 4.2.
 * @throws FunnelError `media/not-media` where the first box is none that could start such a file, `media/corrupt`
 * where a later size is impossible, `media/limit` past 1000 boxes, and whatever the source throws.
 */
export async function* topLevelBoxes(source: ByteSource, start = 0): AsyncGenerator<TopLevelBox> {
  let position = start;
  for (let count = 0; source.byteLength - position >= 8 || position === 0; count++) {
    if (count === maxTopLevelBoxes) throw new FunnelError('media/limit', `over ${count} top-level boxes`);
    const box = await readHeader(source, position);
    yield box;
    position = box.endExclusive;
  }
}

async function readHeader(source: ByteSource, start: number): Promise<TopLevelBox> {
  const range: ByteRange = byteRange(start, Math.min(start + maxHeaderBytes, source.byteLength));
  const bytes = range.start < range.endExclusive ? await source.read(range) : new Uint8Array(0);
  const view = viewOf(bytes);
  const type = bytes.byteLength < 8 ? '' : fourCharacterCode(view, 4);
  if (start === 0 && !canStartFile(type)) throw new FunnelError('media/not-media', looksLike(bytes));
  let size = view.getUint32(0);
  let headerBytes = 8;
  if (size === 0) size = source.byteLength - start;
  if (size === 1) {
    headerBytes = 16;
    // Past 2^53 it is no size but chance; the comparison below then fails or the box reaches past the end.
    size = bytes.byteLength < 16 ? 0 : view.getUint32(8) * 2 ** 32 + view.getUint32(12);
  }
  if (size < headerBytes) {
    throw new FunnelError(
      start === 0 ? 'media/not-media' : 'media/corrupt',
      `${type} of ${size} bytes at ${start}`,
    );
  }
  return { type, start, contentStart: start + headerBytes, endExclusive: start + size };
}
