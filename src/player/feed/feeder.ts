import { FunnelError } from '../../core/errors';
import { defaultFunnelOptions } from '../../core/funnel/options';
import type { Fragment, MovieTrack } from '../../core/movie';
import { bufferedEnd, evictions, jumpOverGap, type TimeRange } from '../../core/playback/buffered';
import { PlayPlan } from '../../core/playback/play-plan';
import type { RemoteFile } from '../remote-file';
import type { Stage } from './stage';

/** Film fed ahead of the playhead: enough for any hiccup, and below every browser's quota at usual bitrates. */
const feedAheadSeconds = 30;
/** Kept for a short step back. */
const keepBehindSeconds = 20;
/** Removing film in slices of this length keeps the decoder undisturbed. */
const evictedSecondsMin = 5;
/** When a buffer is full all the same, less is kept and fed from then on. */
const scarceBehindSeconds = 2;
const feedAheadSecondsMin = 3;
const checkMs = 250;

/** Feeds fragments to the stage in order as soon as their bytes are in hand, and tells the funnel what is needed next. */
export class Feeder {
  readonly #file: RemoteFile;
  readonly #video: HTMLVideoElement;
  readonly #stage: Stage;
  readonly #tracks: readonly MovieTrack[];
  readonly #failed: (error: FunnelError) => void;
  #plan: PlayPlan;
  #feedAheadSeconds = feedAheadSeconds;
  /** Tracks with an append under way. */
  readonly #appending = new Set<number>();
  readonly #stop = new AbortController();
  #ended = false;

  constructor(
    file: RemoteFile,
    video: HTMLVideoElement,
    stage: Stage,
    tracks: readonly MovieTrack[],
    startSeconds: number,
    failed: (error: FunnelError) => void,
  ) {
    this.#file = file;
    this.#video = video;
    this.#stage = stage;
    this.#tracks = tracks;
    this.#failed = failed;
    this.#plan = this.#planFrom(startSeconds);
    if (startSeconds > 0) video.currentTime = startSeconds;
    const { signal } = this.#stop;
    video.addEventListener('seeking', () => this.#seek(), { signal });
    // Time passing is what makes room for more.
    const check = setInterval(() => this.#check(), checkMs);
    signal.addEventListener('abort', () => clearInterval(check));
  }

  stop(): void {
    this.#stop.abort();
  }

  /** Film the decoder has ahead of the playhead, in seconds; Infinity at the end. */
  get secondsFed(): number {
    return this.#plan.secondsFed(this.#video.currentTime);
  }

  /** Why the film ends before its time, if it does. */
  get flaw(): FunnelError | null {
    return this.#plan.flaw;
  }

  /** Bytes have come: feed what they complete. */
  pump(): void {
    if (this.#stop.signal.aborted) return;
    for (const { id } of this.#tracks) void this.#feed(id);
  }

  async #feed(trackId: number): Promise<void> {
    if (this.#appending.has(trackId)) return;
    this.#appending.add(trackId);
    try {
      for (let next = this.#ready(trackId); next; next = this.#ready(trackId)) {
        const plan = this.#plan;
        // No room now: the next check finds some, as playing on makes it.
        if (!(await this.#append(next))) break;
        // A seek may have replaced the plan meanwhile: then this fragment was not of the new one.
        if (plan !== this.#plan) continue;
        plan.fed(next);
        this.#file.need(plan.needs(this.#video.currentTime));
      }
    } catch (thrown) {
      this.stop();
      this.#failed(FunnelError.from(thrown));
    } finally {
      this.#appending.delete(trackId);
    }
    if (this.#plan.isFed && this.#appending.size === 0 && !this.#ended) {
      this.#ended = true;
      await this.#stage.end();
    }
  }

  /** The track's next fragment, if its bytes are in hand and the decoder has room for it. */
  #ready(trackId: number): Fragment | null {
    if (this.#stop.signal.aborted) return null;
    const next = this.#plan.nextOf(trackId);
    const room = this.#video.currentTime + this.#feedAheadSeconds;
    if (!next || this.#plan.fedEndOf(trackId) > room) return null;
    return next.ranges.every((range) => this.#file.has(range)) ? next : null;
  }

  /** @returns false when the decoder has no room */
  async #append(fragment: Fragment): Promise<boolean> {
    const bytes = fragment.write((range) => this.#file.take(range));
    const isFull = async () => {
      try {
        await this.#stage.append(fragment.trackId, bytes);
        return false;
      } catch (thrown) {
        const error = FunnelError.from(thrown);
        if (error.code !== 'playback/quota') throw error;
        return true;
      }
    };
    if (!(await isFull())) return true;
    const fedSeconds = this.#plan.fedEndOf(fragment.trackId) - this.#video.currentTime;
    this.#feedAheadSeconds = Math.max(feedAheadSecondsMin, fedSeconds * 0.75);
    await this.#evict(scarceBehindSeconds, fedSeconds + 1, 0);
    return !(await isFull());
  }

  async #evict(behindSeconds: number, aheadSeconds: number, secondsMin: number): Promise<void> {
    const now = this.#video.currentTime;
    for (const { id, seek } of this.#tracks) {
      // Removal takes whole groups of pictures: up to the one that is playing, never into it.
      const playing = seek(now).next(0)?.startSeconds ?? 0;
      const stale = evictions(this.#stage.buffered(id), playing, Math.min(behindSeconds, now), aheadSeconds);
      for (const range of stale) {
        if (range.end - range.start > secondsMin) await this.#stage.remove(id, range);
      }
    }
  }

  #planFrom(timeSeconds: number): PlayPlan {
    const plan = new PlayPlan(this.#tracks, defaultFunnelOptions, timeSeconds);
    this.#ended = false;
    this.#file.need(plan.needs(timeSeconds));
    return plan;
  }

  #seek(): void {
    const to = this.#video.currentTime;
    const end = this.#bufferedEnd(to);
    // Still inside what was fed last: it just goes on.
    if (end !== null && Math.abs(end - this.#plan.fedEndSeconds) < 0.5) return;
    if (end !== null && this.#plan.isFed && end >= this.#video.duration - 0.5) return;
    this.#plan = this.#planFrom(end ?? to);
    this.pump();
  }

  /** Where the film that every track has buffered at a time ends; null when one has none there. */
  #bufferedEnd(timeSeconds: number): number | null {
    let end: number | null = Infinity;
    for (const track of this.#tracks) {
      const trackEnd = bufferedEnd(this.#stage.buffered(track.id), timeSeconds);
      // One track may end before the other: nothing more is to be expected of it.
      if (trackEnd === null && isOver(track, timeSeconds)) continue;
      if (trackEnd === null) return null;
      end = Math.min(end, trackEnd);
    }
    return end;
  }

  #check(): void {
    this.#unstick();
    // Removing would reopen a stage that has ended, and then all of the film is fed anyway.
    if (!this.#ended) void this.#evict(keepBehindSeconds, Infinity, evictedSecondsMin).catch(() => {});
    this.#file.need(this.#plan.needs(this.#video.currentTime));
    this.pump();
  }

  /** Playback stands where nothing is buffered, though the film there was fed: jump a crack, or feed it again. */
  #unstick(): void {
    const { currentTime, seeking, readyState } = this.#video;
    if (seeking || readyState >= HTMLMediaElement.HAVE_FUTURE_DATA) return;
    if (this.#bufferedEnd(currentTime) !== null) return;
    if (this.#plan.secondsFed(currentTime) < 1) return;
    const jump = jumpOverGap(this.#bufferedByAll(), currentTime);
    if (jump !== null) this.#video.currentTime = jump;
    else if (currentTime < this.#video.duration - 0.5) this.#plan = this.#planFrom(currentTime);
  }

  #bufferedByAll(): TimeRange[] {
    const { buffered } = this.#video;
    return Array.from({ length: buffered.length }, (_, i) => ({
      start: buffered.start(i),
      end: buffered.end(i),
    }));
  }
}

const isOver = (track: MovieTrack, timeSeconds: number): boolean =>
  (track.seek(timeSeconds).next(0)?.endSeconds ?? 0) <= timeSeconds;
