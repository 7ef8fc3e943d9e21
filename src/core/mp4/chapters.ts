import type { TextCue } from '../movie';
import { type Box, childrenOf, find, getUint64, need, needBytes, versionOf } from './box';
import { spared } from './spared';
import { decodeText } from './text-encoding';
import { withFaces } from './text-style';

/** `chpl` counts in tenths of a microsecond. */
const ticksPerSecond = 10_000_000;

/**
 * The chapters a `chpl` box in the moov's `udta` lists, in order of time: a box of Nero's, known by what writers and
 * readers of it do. Each lasts until the next one.
 */
export const readChapterList = (view: DataView, moov: readonly Box[], durationSeconds: number): TextCue[] =>
  spared(() => {
    const udta = find(moov, 'udta');
    const chpl = udta && find(childrenOf(view, udta), 'chpl');
    return chpl === undefined ? [] : toCues(readEntries(view, chpl), durationSeconds);
  }, []);

interface Chapter {
  readonly startSeconds: number;
  readonly title: string;
}

function readEntries(view: DataView, chpl: Box): Chapter[] {
  // Version 1 has four bytes more before the count.
  let position = chpl.contentStart + (versionOf(view, chpl) === 0 ? 4 : 8);
  needBytes(chpl, position + 1 - chpl.contentStart);
  const count = view.getUint8(position++);
  const chapters: Chapter[] = [];
  while (chapters.length < count && chpl.endExclusive - position >= 9) {
    const startSeconds = getUint64(view, position) / ticksPerSecond;
    const end = position + 9 + view.getUint8(position + 8);
    if (end > chpl.endExclusive) break;
    const bytes = new Uint8Array(view.buffer, view.byteOffset + position + 9, end - position - 9);
    chapters.push({ startSeconds, title: decodeText(bytes) });
    position = end;
  }
  return chapters;
}

function toCues(chapters: readonly Chapter[], durationSeconds: number): TextCue[] {
  const inTime = chapters
    .filter(({ startSeconds }) => startSeconds < durationSeconds)
    .toSorted((a, b) => a.startSeconds - b.startSeconds);
  return inTime.map(({ startSeconds, title }, index) => ({
    startSeconds,
    endSeconds: inTime[index + 1]?.startSeconds ?? durationSeconds,
    text: withFaces(title, []),
    settings: '',
  }));
}

/** The ids of the tracks others refer to by `chap`: they name chapters. QuickTime File Format, "Chapter lists". */
export function chapterTrackIds(view: DataView, traks: readonly Box[]): Set<number> {
  const ids = traks.flatMap((trak) =>
    spared(() => {
      const tref = find(childrenOf(view, trak), 'tref');
      const chap = tref && need(childrenOf(view, tref), 'chap');
      if (chap === undefined) return [];
      const count = Math.floor((chap.endExclusive - chap.contentStart) / 4);
      return Array.from({ length: count }, (_, index) => view.getUint32(chap.contentStart + 4 * index));
    }, []),
  );
  return new Set(ids);
}
