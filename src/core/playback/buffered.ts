/** Presentation time `[start, end)` in seconds. */
export interface TimeRange {
  readonly start: number;
  readonly end: number;
}

/** Frames of one track may leave cracks this wide between them that no player stops at. */
const crackSeconds = 0.04;
/** A gap this wide is jumped when playback stands before it: what lies in it will not come. */
const jumpSeconds = 0.5;

/** Where the film that is buffered at `timeSeconds` ends; null when none is. */
export function bufferedEnd(buffered: readonly TimeRange[], timeSeconds: number): number | null {
  let end: number | null = null;
  for (const range of buffered) {
    if (range.start <= (end ?? timeSeconds) + crackSeconds && range.end > (end ?? timeSeconds))
      end = range.end;
  }
  return end;
}

/** Where to jump to when playback stands at a small gap; null when there is none, or nothing after it. */
export function jumpOverGap(buffered: readonly TimeRange[], timeSeconds: number): number | null {
  const next = buffered.find(({ start }) => start > timeSeconds);
  return next && next.start - timeSeconds <= jumpSeconds ? next.start : null;
}

/**
 * What to remove from a buffer so that it does not fill up: Firefox never evicts by itself.
 * @param keepBehindSeconds film kept behind the playhead, for a short step back
 * @param keepAheadSeconds film kept ahead of it; beyond lie remains of earlier seeks
 */
export function evictions(
  buffered: readonly TimeRange[],
  playheadSeconds: number,
  keepBehindSeconds: number,
  keepAheadSeconds: number,
): TimeRange[] {
  const first = buffered[0]?.start ?? 0;
  const last = buffered.at(-1)?.end ?? 0;
  const behind = { start: first, end: playheadSeconds - keepBehindSeconds };
  const ahead = { start: playheadSeconds + keepAheadSeconds, end: last };
  return [behind, ahead].filter(({ start, end }) => end > start);
}
