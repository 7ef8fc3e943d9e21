import { FunnelError } from '../../core/errors';
import type { Fragment, MovieTrack } from '../../core/movie';
import { bufferedEnd, evictions, type TimeRange } from '../../core/playback/buffered';
import { PlayPlan } from '../../core/playback/play-plan';
import type { RemoteFile } from '../remote-file';
import type { Stage } from './stage';
import { wayOut } from './way-out';

/** Film fed ahead of the playhead: enough for any hiccup, and below every browser's quota at usual bitrates. */
export const feedAheadSeconds = 30;
/** Until there is a picture the decoder gets no more than it takes to make one: the rest would delay it. */
const pictureSeconds = 0.4;
/** Kept for a short step back. */
const keepBehindSeconds = 20;
/** Beyond lie the remains of earlier seeks. */
const keepAheadSeconds = 2 * feedAheadSeconds;
/** Removing film in slices of this length keeps the decoder undisturbed. */
const evictedSecondsMin = 5;
/** When a buffer is full all the same, less is kept and fed, until the next seek. */
const scarceBehindSeconds = 2;
const feedAheadSecondsMin = 3;
/** Playback that stands this close to the end of the film has come to it. */
const endSeconds = 0.5;
const checkMs = 250;

export interface FeederListener {
  failed(error: FunnelError): void;
  /** The decoder has more film. */
  fed(): void;
  /** Playback has come, or was sent, to where a track that is not on stage plays, or none of one that is. */
  stranded(atSeconds: number): void;
}

/** Feeds fragments to the stage in order as soon as their bytes are in hand, and tells the funnel what is needed next. */
export class Feeder {
  readonly #file: RemoteFile;
  readonly #video: HTMLVideoElement;
  readonly #stage: Stage;
  readonly #tracks: readonly MovieTrack[];
  readonly #listener: FeederListener;
  #plan: PlayPlan;
  #feedAheadSeconds = feedAheadSeconds;
  #pictureSeconds = pictureSeconds;
  /** Tracks with an append under way. */
  readonly #appending = new Set<number>();
  #isEvicting = false;
  readonly #stop = new AbortController();

  constructor(
    file: RemoteFile,
    video: HTMLVideoElement,
    stage: Stage,
    tracks: readonly MovieTrack[],
    startSeconds: number,
    listener: FeederListener,
  ) {
    this.#file = file;
    this.#video = video;
    this.#stage = stage;
    this.#tracks = tracks;
    this.#listener = listener;
    this.#plan = this.#planFrom(startSeconds);
    const { signal } = this.#stop;
    video.addEventListener('seeking', () => this.#seek(), { signal });
    for (const type of ['loadeddata', 'seeked']) video.addEventListener(type, () => this.pump(), { signal });
    // Time passing is what makes room for more.
    const check = setInterval(() => void this.#check().catch((thrown) => this.#fail(thrown)), checkMs);
    signal.addEventListener('abort', () => clearInterval(check));
    // The bytes of the first frame may have come along with the index.
    this.pump();
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
    for (const { id } of this.#tracks) {
      if (!this.#appending.has(id)) void this.#feed(id);
    }
  }

  async #feed(trackId: number): Promise<void> {
    this.#appending.add(trackId);
    try {
      for (let next = this.#ready(trackId); next; next = this.#ready(trackId)) {
        const plan = this.#plan;
        // No room now: the next check finds some, as playing on makes it.
        if (!(await this.#append(next))) break;
        // A seek may have replaced the plan meanwhile: then this fragment was not of the new one.
        if (plan !== this.#plan) continue;
        plan.fed(next);
        this.#listener.fed();
        this.#file.need(plan.needs(this.#video.currentTime));
      }
    } catch (thrown) {
      this.#fail(thrown);
    } finally {
      this.#appending.delete(trackId);
    }
  }

  /** The track's next fragment, if its bytes are in hand and the decoder has room for it. */
  #ready(trackId: number): Fragment | null {
    if (this.#stop.signal.aborted) return null;
    const next = this.#plan.nextOf(trackId);
    const { readyState, currentTime } = this.#video;
    const hasPicture = readyState >= HTMLMediaElement.HAVE_CURRENT_DATA;
    const aheadSeconds = hasPicture ? this.#feedAheadSeconds : this.#pictureSeconds;
    if (!next || this.#plan.fedEndOf(trackId) > currentTime + aheadSeconds) return null;
    return next.ranges.every((range) => this.#file.has(range)) ? next : null;
  }

  /** @returns false when the decoder has no room */
  async #append(fragment: Fragment): Promise<boolean> {
    const bytes = fragment.write((range) => this.#file.take(range));
    const fits = async () => {
      try {
        await this.#stage.append(fragment.trackId, bytes);
        return true;
      } catch (thrown) {
        const error = FunnelError.from(thrown);
        if (error.code !== 'playback/quota') throw error;
        return false;
      }
    };
    if (await fits()) return true;
    const fedSeconds = this.#plan.fedEndOf(fragment.trackId) - this.#video.currentTime;
    await this.#evict(scarceBehindSeconds, Math.max(fedSeconds, 0) + 1, 0);
    if (await fits()) return true;
    // It was the film ahead that filled the buffer, not what earlier seeks had left there.
    if (fedSeconds < 0.5) throw new FunnelError('playback/quota', `no room for ${bytes.length} bytes`);
    this.#feedAheadSeconds = Math.max(feedAheadSecondsMin, fedSeconds * 0.75);
    return false;
  }

  async #evict(behindSeconds: number, aheadSeconds: number, secondsMin: number): Promise<void> {
    const now = this.#video.currentTime;
    for (const track of this.#tracks) {
      // Removal takes whole groups of pictures: up to the one that is playing, never into it.
      const playing = track.seek(Math.max(0, now - behindSeconds)).next(0)?.startSeconds ?? 0;
      for (const range of evictions(this.#stage.buffered(track.id), playing, now + aheadSeconds)) {
        // Removing would reopen a stage that has ended, and then all of the film is fed anyway.
        if (range.end - range.start <= secondsMin || this.#stage.hasEnded) continue;
        await this.#stage.remove(track.id, range);
      }
    }
  }

  #planFrom(timeSeconds: number): PlayPlan {
    this.#feedAheadSeconds = feedAheadSeconds;
    this.#pictureSeconds = pictureSeconds;
    const plan = new PlayPlan(this.#tracks, this.#file.options, timeSeconds);
    this.#file.need(plan.needs(timeSeconds));
    return plan;
  }

  #seek(): void {
    const to = this.#video.currentTime;
    const end = this.#bufferedEnd(to);
    // What was fed last goes on from there by itself; other film that is buffered goes on where it ends.
    const isOfPlan = to >= this.#plan.startSeconds && end !== null && end >= this.#plan.fedEndSeconds - 0.5;
    const isTheEnd = end !== null && this.#plan.isFed && end >= this.#video.duration - endSeconds;
    if (isOfPlan || isTheEnd) return;
    this.#plan = this.#planFrom(end ?? to);
    this.pump();
  }

  /** Where the film that every track has buffered at a time ends; null when one has none there. */
  #bufferedEnd(timeSeconds: number): number | null {
    let end: number | null = null;
    for (const track of this.#tracks) {
      // One track may end before the other: nothing more is to be expected of it.
      if (timeSeconds >= track.endSeconds - 0.05) continue;
      const trackEnd = bufferedEnd(this.#stage.buffered(track.id), timeSeconds);
      if (trackEnd === null) return null;
      end = Math.min(end ?? Infinity, trackEnd);
    }
    return end;
  }

  async #check(): Promise<void> {
    this.#unstick();
    this.#plan.setOptions(this.#file.options);
    // A decoder that still has no picture needs more than others do.
    this.#pictureSeconds = Math.min(2 * this.#pictureSeconds, this.#feedAheadSeconds);
    this.#file.need(this.#plan.needs(this.#video.currentTime));
    this.pump();
    if (this.#isEvicting) return;
    this.#isEvicting = true;
    await this.#evict(keepBehindSeconds, keepAheadSeconds, evictedSecondsMin).finally(() => {
      this.#isEvicting = false;
    });
    if (this.#plan.isFed && this.#appending.size === 0 && !this.#stop.signal.aborted) await this.#stage.end();
  }

  /** Playback stands, or a seek waits, where nothing is buffered though the film there was fed. */
  #unstick(): void {
    const { currentTime, readyState, duration, buffered } = this.#video;
    if (readyState >= HTMLMediaElement.HAVE_FUTURE_DATA || currentTime >= duration - endSeconds) return;
    if (this.#plan.secondsFed(currentTime) < 1) return;
    if (this.#tracks.some((track) => currentTime >= track.endSeconds - endSeconds) && !this.#plan.isFed) {
      this.#listener.stranded(currentTime);
      return;
    }
    if (this.#bufferedEnd(currentTime) !== null) return;
    const ranges: TimeRange[] = Array.from({ length: buffered.length }, (_, i) => ({
      start: buffered.start(i),
      end: buffered.end(i),
    }));
    const isFedFar = this.#plan.secondsFed(currentTime) > this.#feedAheadSeconds - 1;
    const way = wayOut(ranges, currentTime, this.#plan, isFedFar);
    if (way.type === 'jump') this.#video.currentTime = way.toSeconds;
    else if (way.type === 'feed-again') this.#plan = this.#planFrom(currentTime);
    else if (way.type === 'none') this.#fail(new FunnelError('playback/stuck', `at ${currentTime} s`));
  }

  #fail(thrown: unknown): void {
    if (this.#stop.signal.aborted) return;
    this.stop();
    this.#listener.failed(FunnelError.from(thrown));
  }
}
