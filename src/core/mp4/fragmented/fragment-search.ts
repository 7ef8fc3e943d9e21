import { byteRange } from '../../bytes/range';
import type { ByteSource } from '../../bytes/source';
import { FunnelError } from '../../errors';
import { lowest } from '../../lowest';
import type { Unread } from '../../movie';
import { viewOf } from '../box';
import { syncSampleAt } from '../sync-search';
import type { FragmentIndex, MovieFragment } from './fragment-index';
import { firstSyncSeconds } from './fragmented-track';
import type { Place } from './moof';
import { lackingSeconds } from './silent-gaps';

/** Looks for something in the file; what is yielded must be read before it can go on. */
export type Search<T> = Generator<Unread, T>;

/** Where a track is decoded from. */
export interface SyncPlace {
  readonly fragment: MovieFragment;
  readonly sample: number;
}

/** Reading on from fragment to fragment over so little costs less than looking about. */
const nearBytes = 256 * 1024;
/** A guess by time and length is seldom far off; where it is, halving the rest always ends. */
const guesses = 4;
/** Nor does reading on over a few fragments: a moof has to be looked for over half a fragment's bytes. */
const nearFragments = 4;
/** Searched for a moof at once: a part of what was searched before, so that little is fetched beyond it. */
const probeBytesMin = 64 * 1024;
const probeShare = 1 / 3;
/** A film whose fragments have no sync sample at all is played from its start. */
const fragmentsToFirstSync = 100;

/** Runs a search to its end, where nothing else is to be done meanwhile. */
export async function run<T>(search: Search<T>, source: ByteSource): Promise<T> {
  for (let step = search.next(); ; step = search.next()) {
    if (step.done) return step.value;
    step.value.take(await source.read(step.value.range));
  }
}

/**
 * The first fragment from a place on that holds anything that is played; null at the end of the film.
 * @param isLast whether it is most likely the one looked for, and what follows it wanted too
 * @throws FunnelError `media/corrupt` where there is something else.
 */
export function* fragmentFrom(
  index: FragmentIndex,
  place: Place,
  isLast = false,
): Search<MovieFragment | null> {
  for (let next = place; ; ) {
    const step = index.at(next);
    if (step === null) return null;
    if (isUnread(step)) yield isLast ? step : { ...step, sequel: null };
    else if (step.timelines.size > 0) return step;
    else next = step.after;
  }
}

export const isUnread = (step: MovieFragment | Unread): step is Unread => 'take' in step;

/** The track's last sync sample presented at or before a time, else its first one; null where the film has none of it. */
export function* findSync(index: FragmentIndex, trackId: number, seconds: number): Search<SyncPlace | null> {
  try {
    for (let backSeconds = 0; ; backSeconds = Math.max(1, 2 * backSeconds)) {
      const from = yield* placeBefore(index, seconds - backSeconds);
      const found = yield* syncFrom(index, from, trackId, seconds);
      if (found) return found;
      if (from.position === index.head.position) return yield* firstSync(index, trackId);
    }
  } catch (thrown) {
    // An index that leads to something else is worse than none.
    if (!(thrown instanceof FunnelError) || index.anchors.length === 0) throw thrown;
    index.anchors = [];
    return yield* findSync(index, trackId, seconds);
  }
}

/** The last sync sample at or before a time among the fragments from a place on. */
function* syncFrom(
  index: FragmentIndex,
  from: Place,
  trackId: number,
  seconds: number,
): Search<SyncPlace | null> {
  let last: MovieFragment | null = null;
  for (let place = from; ; ) {
    const fragment = yield* fragmentFrom(index, place);
    const timeline = fragment?.timelines.get(trackId);
    const sync = timeline ? firstSyncSeconds(timeline) : null;
    if (!fragment || (sync !== null && sync > seconds)) break;
    if (sync !== null) last = fragment;
    // It is missing here, not late: to look on would be to read the film to its end.
    if (!timeline && fragment.startSeconds > seconds + lackingSeconds) break;
    // A sync sample is presented after all that is decoded before it: those to come are too late.
    if (timeline && timeline.endTicks / timeline.timescale > seconds) break;
    place = fragment.after;
  }
  return last && { fragment: last, sample: syncSampleAt(last.timelines.get(trackId)!, seconds) };
}

function* firstSync(index: FragmentIndex, trackId: number): Search<SyncPlace | null> {
  let first: SyncPlace | null = null;
  let place = index.head;
  for (let count = 0; count < fragmentsToFirstSync || !first; count++) {
    const fragment = yield* fragmentFrom(index, place);
    if (!fragment) break;
    const timeline = fragment.timelines.get(trackId);
    if (timeline) {
      const sync = timeline.table.syncSamples === null ? 0 : timeline.table.syncSamples[0];
      if (sync !== undefined) return { fragment, sample: sync };
      first ??= { fragment, sample: 0 };
    }
    place = fragment.after;
  }
  return first;
}

/** A known place in the file. */
interface Landmark {
  readonly place: Place;
  /** Presentation time of the film that begins there. */
  readonly startSeconds: number;
}

/** Near, and before, the fragments of a time: by what was read, else by the file's index, else by guessing. */
function* placeBefore(index: FragmentIndex, seconds: number): Search<Place> {
  let [low, high] = landmarks(index, seconds);
  for (let probes = 0; ; probes++) {
    const first = yield* fragmentFrom(index, low.place, probes === 0);
    // Without decode times a fragment in the middle of nowhere says nothing: the way there is from one to the next.
    if (!first?.hasDecodeTimes) return low.place;
    const lengthSeconds = first.endSeconds - first.startSeconds;
    const start = index.reach(first.after);
    const end = high.place.position;
    if (!(seconds > first.endSeconds + nearFragments * lengthSeconds) || end - start <= nearBytes)
      return low.place;
    const isGuess = probes < guesses && high.startSeconds > seconds;
    const from = isGuess ? guess(first, high, seconds) : (start + end) / 2;
    const position = Math.max(start, Math.min(from, end - nearBytes));
    const hit = yield* firstMoof(index, Math.floor(position), end);
    if (!hit) high = { ...high, place: { ...high.place, position: Math.floor(position) } };
    else if (hit.startSeconds <= seconds) low = hit;
    else high = hit;
    // Nothing but what the guess began with: on from there.
    if (!hit && position <= start) return low.place;
  }
}

/** A fragment's length before a time, if film is alike between here and there: what is found there begins before that time. */
function guess(from: MovieFragment, to: Landmark, seconds: number): number {
  const lengthSeconds = from.endSeconds - from.startSeconds;
  const bytesPerSecond = (to.place.position - from.place.position) / (to.startSeconds - from.startSeconds);
  return from.place.position + bytesPerSecond * (seconds - lengthSeconds - from.startSeconds);
}

/** The last known place before a time, and the first after that. */
function landmarks(index: FragmentIndex, seconds: number): [Landmark, Landmark] {
  let low: Landmark = { place: index.head, startSeconds: Number.NEGATIVE_INFINITY };
  let high: Landmark = {
    place: { position: index.byteLength, decodeTicks: new Map() },
    startSeconds: index.likelyEndSeconds,
  };
  for (const marks of [index.fragments, index.anchors]) {
    const after = lowest(marks.length, (each) => marks[each]!.startSeconds > seconds);
    const [before, next] = [marks[after - 1], marks[after]];
    if (before && before.place.position > low.place.position) low = before;
    if (next && next.place.position < high.place.position) high = next;
  }
  return [low, high];
}

/** The first fragment that begins in `[start, end)`, found by the looks of it. */
export function* firstMoof(index: FragmentIndex, start: number, end: number): Search<MovieFragment | null> {
  for (let position = start; end - position > moofStartBytes; ) {
    const byteCount = Math.max(probeBytesMin, Math.floor((position - start) * probeShare));
    const range = byteRange(position, Math.min(position + byteCount, end));
    const read = { bytes: null as Uint8Array | null };
    const unread: Unread = {
      range,
      sequel: null,
      take: (bytes) => {
        read.bytes = bytes;
      },
    };
    while (!read.bytes) yield unread;
    const found = moofIn(read.bytes);
    if (found !== null) {
      return yield* fragmentFrom(index, { position: position + found, decodeTicks: new Map() });
    }
    position = range.endExclusive - moofStartBytes + 1;
  }
  return null;
}

/** The headers of a moof and of the mfhd it begins with: ISO/IEC 14496-12 sections 8.8.4 and 8.8.5. */
const moofStartBytes = 16;
const moofType = 0x6d6f6f66;
const mfhdType = 0x6d666864;

function moofIn(bytes: Uint8Array): number | null {
  const view = viewOf(bytes);
  for (let at = bytes.indexOf(0x6d, 4); at >= 0; at = bytes.indexOf(0x6d, at + 1)) {
    if (at + 12 > bytes.byteLength) return null;
    if (view.getUint32(at) === moofType && view.getUint32(at + 8) === mfhdType) {
      if (view.getUint32(at + 4) === 16) return at - 4;
    }
  }
  return null;
}
