import { earliestTicks } from '../timeline';
import { type MovieFragment, timelinesOf } from './fragment-index';
import type { FragmentedTrack } from './fragmented-track';

/** Less is how much later pictures are shown than decoded. */
const lateSeconds = 0.1;
/** An edit that cuts no more than this off a sound takes its coder's priming away. */
const primingSeconds = 0.2;

/** Tracks with the times that the file says, before any edit. */
export const asInFile = (tracks: readonly FragmentedTrack[]): FragmentedTrack[] =>
  tracks.map((track) => ({ ...track, shiftTicks: 0, slackTicks: 0 }));

/**
 * When the film begins by what was read of it, in the file's time. What a recorder cut from a live stream goes on
 * counting from the stream's beginning: such a film begins with its first picture or sound.
 * @param fragments the first ones, their times as in the file
 */
export function filmStartSeconds(
  tracks: readonly FragmentedTrack[],
  fragments: readonly MovieFragment[],
): number {
  const starts = tracks.flatMap(({ id, timescale, shiftTicks }) => {
    const [first] = timelinesOf(id, fragments);
    if (!first) return [];
    const isPriming = first.table.syncSamples === null && -shiftTicks < primingSeconds * timescale;
    const primingTicks = isPriming ? Math.max(0, -shiftTicks) : 0;
    return (earliestTicks(first, 0) + shiftTicks + primingTicks) / timescale;
  });
  const earliest = Math.min(...starts);
  return earliest > lateSeconds ? earliest : 0;
}

/** A track as it is laid out for playing: that time of the file is 0. */
export const laidOut = (
  track: FragmentedTrack,
  fragments: readonly MovieFragment[],
  originSeconds: number,
): FragmentedTrack => ({
  ...track,
  shiftTicks: track.shiftTicks - Math.round(originSeconds * track.timescale),
  // None yet: it will not be earlier than others are.
  slackTicks: Math.min(...timelinesOf(track.id, fragments).map(({ table }) => table.decodeTicks.at(0)!)),
});
