import { byteRange } from '../bytes/range';
import type { ByteSource } from '../bytes/source';
import { FunnelError } from '../errors';
import { type TopLevelBox, topLevelBoxes } from './top-level-boxes';

/** A ten-hour film with ten sound tracks has half of it. */
const maxMoovBytes = 64 * 2 ** 20;
/** Behind all of a fragmented film it is not looked for: that would take a read a fragment. */
const maxBoxesBefore = 16;

/** The moov's place and its content, header left off. */
export interface Moov {
  readonly box: TopLevelBox;
  readonly content: Uint8Array;
  /** Where a moof lies before it; null where none does. */
  readonly moofBefore: number | null;
}

/**
 * Finds the moov wherever it lies and reads it in one read.
 * @throws FunnelError `media/no-moov`, `media/fragmented`, `media/limit`, `media/corrupt`, and whatever topLevelBoxes does.
 */
export async function readMoov(source: ByteSource): Promise<Moov> {
  let end = 0;
  let moofBefore: number | null = null;
  let boxesSince = 0;
  for await (const box of topLevelBoxes(source)) {
    end = box.endExclusive;
    if (box.type === 'moof') moofBefore ??= box.start;
    if (moofBefore !== null && ++boxesSince > maxBoxesBefore) {
      throw new FunnelError('media/fragmented', 'moof before any moov');
    }
    if (box.type !== 'moov') continue;
    if (end > source.byteLength)
      throw new FunnelError('media/corrupt', 'moov cut off by the end of the file');
    if (end - box.contentStart > maxMoovBytes) {
      throw new FunnelError('media/limit', `moov of ${end - box.start} bytes`);
    }
    if (end === box.contentStart) throw new FunnelError('media/corrupt', 'empty moov');
    return { box, content: await source.read(byteRange(box.contentStart, end)), moofBefore };
  }
  const cut = end > source.byteLength ? `, cut off ${end - source.byteLength} bytes before its time` : '';
  throw new FunnelError('media/no-moov', `${source.byteLength} bytes${cut}`);
}
