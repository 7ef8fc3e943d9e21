import { withValues } from './sample-table';
import { durationTicks, maxReorderedSamples, presentationTicks, type Timeline } from './timeline';

/** Twice as many as are decoded ahead of their turn: some of those past the end, and some of those before it. */
const tailSamples = 2 * maxReorderedSamples;

/**
 * Gives pictures a place to hide that an edit cuts off, but that others before its end need for decoding: the last
 * ticks before it, one for each. Shown after the end they would make the film longer. Where the picture before the
 * end lasts fewer ticks than there are to hide, all stays as it is.
 */
export function hideTail(timeline: Timeline, endTicks: number): Timeline {
  const { endSample, table } = timeline;
  const tail = tailOf(timeline);
  const past = tail.filter(({ ticks }) => ticks >= endTicks).sort((a, b) => a.ticks - b.ticks);
  const hideTicks = endTicks - past.length;
  const isRoom = tail.every(({ ticks }) => ticks < hideTicks || ticks >= endTicks);
  if (past.length === 0 || past.length === tail.length || !isRoom) return timeline;
  const hidden = new Map(past.map(({ sample }, index) => [sample, hideTicks + index]));
  const first = Math.min(...hidden.keys());
  const moved = new Map(timeline.moved);
  // Decoding times move with the durations; where the others are presented does not.
  const sooner = new Map<number, number>();
  const decodeTicks = withValues(table.decodeTicks, sooner);
  for (let sample = first; sample < endSample; sample++) {
    moved.set(sample, hidden.get(sample) ?? presentationTicks(timeline, sample));
    const duration = hidden.has(sample) ? 1 : durationTicks(table, sample);
    sooner.set(sample + 1, decodeTicks.at(sample)! + duration);
  }
  return { ...timeline, table: { ...table, decodeTicks }, moved };
}

/** The last picture stays until the film ends, as browsers show it: sound may go on after it. */
export function heldUntil(timeline: Timeline, filmEndSeconds: number): Timeline {
  const { table, endSample } = timeline;
  const endTicks = Math.round(filmEndSeconds * timeline.timescale);
  const moreTicks = endTicks - timeline.endTicks;
  // A duration has 32 bits.
  if (moreTicks <= 0 || moreTicks >= 2 ** 31) return timeline;
  const [last] = tailOf(timeline).sort((a, b) => b.ticks - a.ticks);
  const moved = new Map(timeline.moved);
  const later = new Map<number, number>();
  const decodeTicks = withValues(table.decodeTicks, later);
  for (let sample = last!.sample + 1; sample <= endSample; sample++) {
    later.set(sample, table.decodeTicks.at(sample)! + moreTicks);
    if (sample < endSample) moved.set(sample, presentationTicks(timeline, sample));
  }
  return { ...timeline, table: { ...table, decodeTicks }, moved, endTicks };
}

/** The samples decoded last, with the times they are presented at. */
function tailOf(timeline: Timeline): { sample: number; ticks: number }[] {
  const { firstSample, endSample } = timeline;
  return Array.from({ length: Math.min(tailSamples, endSample - firstSample) }, (_, index) => {
    const sample = endSample - 1 - index;
    return { sample, ticks: presentationTicks(timeline, sample) };
  });
}
