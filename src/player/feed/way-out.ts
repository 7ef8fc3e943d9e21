import type { TimeRange } from '../../core/playback/buffered';

/** A gap this small is jumped at once: what lies in it will not come. */
const crackSeconds = 0.5;

export type WayOut =
  | { readonly type: 'jump'; readonly toSeconds: number }
  | { readonly type: 'feed-again' }
  /** More of the film is on its way. */
  | { readonly type: 'wait' }
  | { readonly type: 'none' };

/**
 * What to do where playback stands at a gap in film that was fed. A browser may have dropped film by itself: then it is
 * fed again, once. Where it is missing even so, the film has none there (a track that begins late): over to the next.
 * @param isFedFar whether as much was fed as ever will be while playback stands
 */
export function wayOut(
  buffered: readonly TimeRange[],
  timeSeconds: number,
  plan: { readonly startSeconds: number; readonly fedEndSeconds: number },
  isFedFar: boolean,
): WayOut {
  const next = buffered.find(({ start }) => start > timeSeconds);
  const gapSeconds = next ? next.start - timeSeconds : Infinity;
  const wasFedForThisPlace = Math.abs(plan.startSeconds - timeSeconds) < 0.01;
  if (!wasFedForThisPlace && gapSeconds > crackSeconds) return { type: 'feed-again' };
  if (!next || next.start > plan.fedEndSeconds) return { type: isFedFar ? 'none' : 'wait' };
  return { type: 'jump', toSeconds: next.start };
}
