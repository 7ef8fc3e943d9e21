import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { FunnelError } from '../../../src/core/errors';
import { type Box, boxesIn, childrenOf, viewOf } from '../../../src/core/mp4/box';
import { installMeter, type Meter } from '../../fuzz/meter';
import { seededRandom } from '../funnel/seeded-random';
import { recipes } from './films';
import { fragmented, nextOf, opened, type WayToFragment } from './fragmented-films';
import { changed } from './moov-bytes';

const containers = new Set(['moov', 'trak', 'mvex', 'moof', 'traf', 'mfra']);

/** Boxes of the index, wherever it lies. */
function indexBoxes(bytes: Uint8Array): Box[] {
  const view = viewOf(bytes);
  const below = (boxes: readonly Box[]): Box[] =>
    boxes.flatMap((box) => [box, ...(containers.has(box.type) ? below(childrenOf(view, box)) : [])]);
  return below(boxesIn(view, 0, bytes.byteLength));
}

const interesting = [0, 1, 2, 7, 8, 16, 0xff, 0xffff, 0x7fffffff, 0x80000000, 0xfffffffe, 0xffffffff];

function damaged(bytes: Uint8Array, boxes: readonly Box[], random: () => number): Uint8Array {
  const below = (limit: number) => Math.floor(random() * limit);
  const pick = <T>(list: readonly T[]): T => list[below(list.length)]!;
  return changed(bytes, (view, copy) => {
    for (let count = 1 + below(3); count > 0; count--) {
      const box = pick(boxes);
      const position = Math.min(box.start + 4 * below(10), bytes.byteLength - 8);
      const kind = below(5);
      if (kind === 0) copy[box.start + below(Math.min(64, box.endExclusive - box.start))] = below(256);
      else if (kind === 1) view.setUint32(position, pick(interesting));
      else if (kind === 2) view.setUint32(box.start, pick(interesting));
      else if (kind === 3) view.setUint32(position, view.getUint32(position) + below(5) - 2);
      else copy.copyWithin(position, pick(boxes).start, pick(boxes).start + below(64));
    }
  });
}

let meter: Meter;
beforeAll(() => {
  meter = installMeter();
});
afterAll(() => meter.remove());

/** Far more than any honest film of this size takes, and over in a moment. */
const limits = { steps: 500_000, allocatedBytes: 2 ** 26 };

/** Opens, reads all and seeks; whatever is refused must be a FunnelError, and soon. */
async function survives(bytes: Uint8Array): Promise<'played' | 'refused'> {
  meter.reset(limits);
  try {
    const { movie } = await opened(bytes);
    expect(movie.durationSeconds).toBeGreaterThanOrEqual(0);
    for (const track of movie.tracks) {
      for (const place of [0, 3.1, 5, 99]) {
        const cursor = track.seek(place);
        for (let each = nextOf(cursor, bytes, 0.7); each; each = nextOf(cursor, bytes, 0.7)) {
          expect(each.ranges.every(({ endExclusive }) => endExclusive <= bytes.byteLength)).toBe(true);
          each.write((range) => bytes.subarray(range.start, range.endExclusive));
        }
      }
    }
    return 'played';
  } catch (thrown) {
    if (!(thrown instanceof FunnelError) || thrown.code === 'internal/bug') throw thrown;
    return 'refused';
  } finally {
    meter.reset({ steps: Infinity, allocatedBytes: Infinity });
  }
}

describe('damaged fragmented films are played or refused by a typed error, quickly', () => {
  const ways: WayToFragment[] = ['baseIsMoof', 'noTrailer', 'globalSidx', 'hybrid', 'noBaseOffset'];
  test.each(ways)('%s, 300 ways', { timeout: 120_000 }, async (way) => {
    const bytes = fragmented(way);
    const boxes = indexBoxes(bytes).filter(({ type }) => !['ftyp', 'mdat', 'free'].includes(type));
    const random = seededRandom(ways.indexOf(way) + 1);
    const outcomes = { played: 0, refused: 0 };
    for (let count = 0; count < 300; count++) outcomes[await survives(damaged(bytes, boxes, random))]++;
    expect(Math.min(outcomes.played, outcomes.refused)).toBeGreaterThan(20);
  });

  test('cut off anywhere', { timeout: 60_000 }, async () => {
    for (const way of ['baseIsMoof', 'globalSidx'] as const) {
      const bytes = fragmented(way);
      for (let end = 0; end < bytes.byteLength; end += 1777) await survives(bytes.subarray(0, end));
    }
  });

  test('a run of 50 million samples is refused before anything is allocated', async () => {
    const bytes = fragmented('noTrailer');
    const trun = indexBoxes(bytes).find(({ type }) => type === 'trun')!;
    const lies = (flags: number, count: number) =>
      changed(bytes, (view) => {
        view.setUint32(trun.contentStart, flags);
        view.setUint32(trun.contentStart + 4, count);
      });
    for (const [flags, code] of [
      [0x000301, 'media/corrupt'],
      [0x000001, 'media/limit'],
    ] as const) {
      await expect(opened(lies(flags, 50_000_000))).rejects.toMatchObject({ code });
    }
  });
});

test('a film cut short plays to its last whole fragment, then says so', async () => {
  const bytes = fragmented('noTrailer');
  const moofs = boxesIn(viewOf(bytes), 0, bytes.byteLength).filter(({ type }) => type === 'moof');
  const cut = bytes.subarray(0, moofs[3]!.start + 100);
  const { movie } = await opened(cut);
  for (const track of movie.tracks) {
    const cursor = track.seek(0);
    let endSeconds = 0;
    const play = () => {
      for (let each = nextOf(cursor, cut, 0.5); each; each = nextOf(cursor, cut, 0.5)) {
        endSeconds = each.endSeconds;
      }
    };
    expect(play).toThrow(expect.objectContaining({ code: 'media/corrupt' }));
    expect(endSeconds).toBeGreaterThan(2.5);
  }
});

test('an encrypted fragmented film is refused by name', async () => {
  const bytes = fragmented('baseIsMoof', recipes.videoOnly);
  const at = Buffer.from(bytes.buffer, bytes.byteOffset).indexOf('avc1', 200);
  const encrypted = changed(bytes, (_, copy) => copy.set(new TextEncoder().encode('encv'), at));
  await expect(opened(encrypted)).rejects.toMatchObject({ code: 'media/encrypted' });
});
