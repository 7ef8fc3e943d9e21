export type Way = 'funnel' | 'native';

/** What one opening of a film came to. Times in ms; redundancy, sockets and requests are those of the time watched. */
export interface Figures {
  /** From the page's time origin until the first frame is presented; null: never, within the time allowed. */
  firstFrameMs: number | null;
  /** The same, seen from outside: from the order to open the page, so with what the driver takes. */
  firstFrameFromOrderMs: number | null;
  /** From the first frame. */
  watchedMs: number;
  /** After playing began, within the time watched. */
  stalls: number;
  stalledMs: number;
  /** 0 where there was none; null where playing never began. */
  longestStallMs: number | null;
  /** Seconds of film played when the time watched was over. */
  filmSeconds: number;
  /** Seconds of film played 30 s after the page was opened; null: it was not watched so long. */
  filmSecondsAt30: number | null;
  /** Distinct bytes of the film the server sent per second of the scenario's window; null: it has none. */
  bytesPerSecond: number | null;
  sockets: number;
  peakRequests: number;
  /** Bytes sent for each byte of the film that was sent at all. */
  redundancy: number;
  seeks: Seek[];
}

export interface Seek {
  toSeconds: number;
  /** Until this very frame is shown; null: not within the time allowed. */
  elapsedMs: number | null;
  /** The last one seen; -1: none. */
  shownFrame: number;
}

/** The median of each figure. A figure that is null counts as larger than any number. */
export function medianFigures(openings: readonly Figures[]): Figures {
  const first = openings[0];
  if (!first) throw new Error('no opening to take figures from');
  const over = <Value extends number | null>(pick: (figures: Figures) => Value) =>
    median(openings.map(pick)) as Value;
  return {
    firstFrameMs: over((each) => each.firstFrameMs),
    firstFrameFromOrderMs: over((each) => each.firstFrameFromOrderMs),
    watchedMs: over((each) => each.watchedMs),
    stalls: over((each) => each.stalls),
    stalledMs: over((each) => each.stalledMs),
    longestStallMs: over((each) => each.longestStallMs),
    filmSeconds: over((each) => each.filmSeconds),
    filmSecondsAt30: over((each) => each.filmSecondsAt30),
    bytesPerSecond: over((each) => each.bytesPerSecond),
    sockets: over((each) => each.sockets),
    peakRequests: over((each) => each.peakRequests),
    redundancy: over((each) => each.redundancy),
    seeks: first.seeks.map((seek, index) => ({
      ...seek,
      elapsedMs: over(({ seeks }) => seeks[index]?.elapsedMs ?? null),
    })),
  };
}

/** The lower of the two in the middle where their number is even. */
export function median(values: readonly (number | null)[]): number | null {
  const sorted = [...values].sort((a, b) => (a ?? Infinity) - (b ?? Infinity));
  return sorted[(sorted.length - 1) >> 1] ?? null;
}
