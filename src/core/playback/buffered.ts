/** Presentation time `[start, end)` in seconds. */
export interface TimeRange {
  readonly start: number;
  readonly end: number;
}

/** Frames of one track may leave cracks this wide between them that no player stops at. */
const crackSeconds = 0.04;

/** Where the film that is buffered at `timeSeconds` ends; null when none is. */
export function bufferedEnd(buffered: readonly TimeRange[], timeSeconds: number): number | null {
  let end: number | null = null;
  for (const range of buffered) {
    if (range.start <= (end ?? timeSeconds) + crackSeconds && range.end > (end ?? timeSeconds))
      end = range.end;
  }
  return end;
}

/**
 * What to remove from a buffer so that it does not fill up: Firefox never evicts by itself.
 * @param keepFromSeconds film before it has been played
 * @param keepUntilSeconds film after it is left from earlier seeks
 */
export function evictions(
  buffered: readonly TimeRange[],
  keepFromSeconds: number,
  keepUntilSeconds: number,
): TimeRange[] {
  const behind = { start: buffered[0]?.start ?? 0, end: keepFromSeconds };
  const ahead = { start: keepUntilSeconds, end: buffered.at(-1)?.end ?? 0 };
  return [behind, ahead].filter(({ start, end }) => end > start);
}
