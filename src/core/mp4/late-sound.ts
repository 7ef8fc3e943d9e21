import { byteLength } from '../bytes/range';
import type { FragmentCursor } from '../movie';
import { fragmentCursor, type Mp4Fragment } from './fragment-cursor';
import type { SilentSample } from './silence';
import type { Timeline } from './timeline';

/** It takes no bytes of the file, so nothing else would bound how much of it is planned ahead. */
const maxSilenceSeconds = 600;

type Seek = (timeSeconds: number) => FragmentCursor<Mp4Fragment>;

/** When a sound begins. */
export interface SoundStart {
  readonly startTicks: number;
  readonly timescale: number;
}

/**
 * A sound that begins late, with silence before it: where a track on stage has nothing, nothing plays. The silence
 * ends exactly where the sound begins, and at the start of the film it leaves less than a sample free.
 * @param silence what to fill up with; null where nobody knows how to write it
 * @param seek into the sound itself
 */
export function withSilence(
  trackId: number,
  { startTicks, timescale }: SoundStart,
  silence: SilentSample | null,
  seek: Seek,
): Seek {
  if (!silence || startTicks < silence.durationTicks || startTicks > maxSilenceSeconds * timescale)
    return seek;
  return (timeSeconds) => {
    const ticks = timeSeconds * timescale;
    if (ticks >= startTicks) return seek(timeSeconds);
    const count = silentCount(silence, ticks, startTicks);
    const before = silentCursor(trackId, silence, timescale, count, startTicks);
    let sound: FragmentCursor<Mp4Fragment> | null = null;
    return {
      get unread() {
        return sound?.unread ?? null;
      },
      next(maxSeconds, maxBytes) {
        const fragment = sound ? null : before.next(maxSeconds, maxBytes);
        if (fragment) return fragment;
        sound ??= seek(startTicks / timescale);
        return sound.next(maxSeconds, maxBytes);
      },
    };
  };
}

/** Silent samples until a time: one of them at a place sought, the first at 0 or later. */
export const silentCount = ({ durationTicks }: SilentSample, seekTicks: number, endTicks: number): number =>
  Math.min(Math.ceil((endTicks - seekTicks) / durationTicks), Math.floor(endTicks / durationTicks));

/** So many silent samples, which end exactly at `endTicks`. */
export function silentCursor(
  trackId: number,
  { bytes, durationTicks }: SilentSample,
  timescale: number,
  count: number,
  endTicks: number,
): FragmentCursor<Mp4Fragment> {
  const every = (value: number) => ({ at: (sample: number) => sample * value });
  const silent: Timeline = {
    table: {
      count,
      offsets: every(bytes.byteLength),
      byteCounts: { at: () => bytes.byteLength },
      decodeTicks: every(durationTicks),
      compositionOffsets: null,
      syncSamples: null,
      descriptionRuns: [{ firstSample: 0, descriptionIndex: 1 }],
    },
    timescale,
    decodeShiftTicks: endTicks - count * durationTicks,
    compositionShiftTicks: 0,
    moved: new Map(),
    firstSample: 0,
    endSample: count,
    endTicks,
  };
  const cutTrack = { id: trackId, resourceBytes: count * bytes.byteLength, openGroups: null };
  const cursor = fragmentCursor(cutTrack, silent, 0);
  return {
    next(maxSeconds, maxBytes) {
      const fragment = cursor.next(maxSeconds, maxBytes);
      return fragment && unfetched(fragment, bytes);
    },
  };
}

/** A fragment whose samples are all alike, and lie in no file. */
function unfetched(fragment: Mp4Fragment, sample: Uint8Array): Mp4Fragment {
  const read = (range: Parameters<typeof byteLength>[0]) => {
    const bytes = new Uint8Array(byteLength(range));
    for (let at = 0; at < bytes.byteLength; at += sample.byteLength) bytes.set(sample, at);
    return bytes;
  };
  return {
    ...fragment,
    ranges: [],
    write: () => fragment.write(read),
    writeAs: (write) => fragment.writeAs(write, read),
  };
}
