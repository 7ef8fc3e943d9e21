import type { TimeRange } from '../core/playback/buffered';

/** What the browser tells of buffered film, as plain data. */
export const timeRanges = (ranges: TimeRanges): TimeRange[] =>
  Array.from({ length: ranges.length }, (_, index) => ({
    start: ranges.start(index),
    end: ranges.end(index),
  }));
