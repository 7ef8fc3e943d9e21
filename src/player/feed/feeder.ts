import { FunnelError } from '../../core/errors';
import type { Fragment, MovieTrack } from '../../core/movie';
import { firstPictureSeconds, PlayPlan, seekedSeconds } from '../../core/playback/play-plan';
import { timeRanges } from '../time-ranges';
import { bufferedByAll } from './buffered-by-all';
import { evict } from './evict';
import type { FilmSource } from './film-source';
import type { Stage } from './stage';
import { StuckDecoder } from './stuck-decoder';
import { wayOut } from './way-out';

/** Film fed ahead of the playhead: enough for any hiccup, and below every browser's quota at usual bitrates. */
export const feedAheadSeconds = 30;
/** Until there is a picture the decoder gets no more than it takes to make one: the rest would delay it. */
const pictureSeconds = 0.4;
/** Kept for a short step back. */
const keepBehindSeconds = 20;
/** Beyond what was fed lie the remains of earlier seeks. */
const keepAheadSeconds = feedAheadSeconds;
/** No fragment is longer that may be on its way into a buffer. */
const underWaySeconds = 2;
/** Removing film in slices of this length keeps the decoder undisturbed. */
const evictedSecondsMin = 5;
/** When a buffer is full all the same, less is kept and fed, until the next seek. */
const scarceBehindSeconds = 2;
const feedAheadSecondsMin = 3;
/** Playback that stands this close to the end of the film has come to it. */
const endSeconds = 0.5;
/** What a track that takes another's place needs in hand, so that playing goes on. */
const entrySeconds = 1;
const checkMs = 250;

export interface FeederListener {
  failed(error: FunnelError): void;
  /** The decoder has more film; its bytes are in hand until this returns. */
  fed(fragment: Fragment): void;
  /** Playback has come, or was sent, to where a track that is not on stage plays, or none of one that is. */
  stranded(atSeconds: number): void;
}

/** Feeds fragments to the stage in order as soon as their bytes are in hand, and tells the funnel what is needed next. */
export class Feeder {
  readonly #file: FilmSource;
  readonly #video: HTMLVideoElement;
  readonly #stage: Stage;
  #tracks: readonly MovieTrack[];
  readonly #listener: FeederListener;
  #plan: PlayPlan;
  #feedAheadSeconds = feedAheadSeconds;
  #pictureSeconds = pictureSeconds;
  /** Tracks with an append under way. */
  readonly #appending = new Set<number>();
  #isEvicting = false;
  #isEndGuessed: boolean;
  readonly #decoder = new StuckDecoder();
  readonly #stop = new AbortController();

  constructor(
    file: FilmSource,
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
    this.#isEndGuessed = this.#plan.endUnread !== null;
    this.#need();
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

  /** Another track takes a track's place here, as soon as there is some of it: until then that one plays on. */
  replace(trackId: number, track: MovieTrack): void {
    this.#tracks = this.#tracks.map((each) => (each.id === trackId ? track : each));
    this.#stage.replace(trackId, track);
    this.#plan.replace(trackId, track, this.#video.currentTime);
    this.#need();
    this.pump();
  }

  /** Film the decoder has ahead of the playhead, in seconds; Infinity at the end. */
  get secondsFed(): number {
    return this.#plan.secondsFed(this.#video.currentTime);
  }

  /** Film in the browser's buffer ahead of the playhead; Infinity where no more is to come. */
  get bufferedSeconds(): number {
    const { currentTime, duration } = this.#video;
    const end = this.#bufferedEnd(currentTime) ?? 0;
    return this.#plan.isFed && end >= duration - endSeconds ? Infinity : end - currentTime;
  }

  /** Why the film ends before its time, if it does. */
  get flaw(): FunnelError | null {
    return this.#plan.flaw;
  }

  /** Bytes have come: feed what they complete. */
  pump(): void {
    this.#readOn();
    for (const { id } of this.#tracks) {
      if (!this.#appending.has(id)) void this.#feed(id);
    }
  }

  /** Reads what has come of an index that lies among the film. */
  #readOn(): void {
    let hasRead = false;
    for (let next = this.#plan.unread; next && this.#file.has(next); next = this.#plan.unread) {
      this.#plan.read(this.#file.take(next));
      hasRead = true;
    }
    for (let end = this.#plan.endUnread; end && this.#file.has(end.range); end = this.#plan.endUnread) {
      end.take(this.#file.take(end.range));
      hasRead = true;
    }
    if (hasRead) this.#need();
  }

  async #feed(trackId: number): Promise<void> {
    this.#appending.add(trackId);
    try {
      for (let next = this.#ready(trackId); next; next = this.#ready(trackId)) {
        const plan = this.#plan;
        const isEntering = this.#stage.isWaiting(trackId);
        if (isEntering) await this.#stage.enter(trackId, this.#video.currentTime + entrySeconds);
        // No room now: the next check finds some, as playing on makes it.
        if (!(await this.#append(next))) break;
        // No step back shall bring the former track again.
        if (isEntering) await this.#stage.remove(trackId, { start: 0, end: next.startSeconds });
        // A seek may have replaced the plan meanwhile: then this fragment was not of the new one.
        if (plan !== this.#plan) continue;
        plan.fed(next);
        this.#readOn();
        this.#listener.fed(next);
        this.#need();
      }
    } catch (thrown) {
      this.#fail(thrown);
    } finally {
      this.#appending.delete(trackId);
    }
  }

  /** The track's next fragment, if its bytes are in hand and the decoder has room for it. */
  #ready(trackId: number): Fragment | null {
    if (this.#stop.signal.aborted || !this.#canEnter(trackId)) return null;
    const next = this.#plan.nextOf(trackId);
    const { readyState, currentTime } = this.#video;
    const hasPicture = readyState >= HTMLMediaElement.HAVE_CURRENT_DATA;
    const aheadSeconds = hasPicture ? this.#feedAheadSeconds : this.#pictureSeconds;
    if (!next || this.#plan.fedEndOf(trackId) > currentTime + aheadSeconds) return null;
    return this.#isInHand(next) ? next : null;
  }

  #isInHand({ ranges }: Fragment): boolean {
    return ranges.every((range) => this.#file.has(range));
  }

  /** Whether a track is on stage, or has enough in hand to come on without a pause: from the playhead, wherever that is by now. */
  #canEnter(trackId: number): boolean {
    if (!this.#stage.isWaiting(trackId)) return true;
    const { currentTime } = this.#video;
    const late = this.#plan.plannedOf(trackId).filter(({ endSeconds }) => endSeconds <= currentTime);
    for (const fragment of late) this.#plan.fed(fragment);
    const planned = this.#plan.plannedOf(trackId);
    const missing = planned.find((fragment) => !this.#isInHand(fragment));
    return !missing || missing.startSeconds > currentTime + entrySeconds;
  }

  /** @returns false when the decoder has no room */
  async #append(fragment: Fragment): Promise<boolean> {
    const bytes = fragment.write((range) => this.#file.take(range));
    const fits = () => this.#stage.fits(fragment.trackId, bytes, fragment.startSeconds);
    if (await fits()) return true;
    const fedSeconds = this.#plan.fedEndOf(fragment.trackId) - this.#video.currentTime;
    // Nothing behind is worth a pause.
    const behindSeconds = fedSeconds < scarceBehindSeconds ? 0 : scarceBehindSeconds;
    await this.#evict(behindSeconds, underWaySeconds, 0);
    // Its track may have left the stage meanwhile.
    if (!this.#tracks.some(({ id }) => id === fragment.trackId)) return false;
    if (await fits()) return true;
    // It was the film ahead that filled the buffer, not what earlier seeks had left there.
    if (fedSeconds < 0.5) throw new FunnelError('playback/quota', `no room for ${bytes.length} bytes`);
    this.#feedAheadSeconds = Math.max(feedAheadSecondsMin, fedSeconds * 0.75);
    return false;
  }

  #evict(behindSeconds: number, aheadSeconds: number, secondsMin: number): Promise<void> {
    const now = this.#video.currentTime;
    const kept = {
      fromSeconds: now - behindSeconds,
      // What was fed of one track lies farther ahead than what was fed of another, and some is being fed.
      untilSeconds: (id: number) => Math.max(now, this.#plan.fedEndOf(id)) + aheadSeconds,
      secondsMin,
    };
    return evict(this.#stage, this.#tracks, kept, this.#plan.startSeconds);
  }

  #planFrom(timeSeconds: number): PlayPlan {
    this.#feedAheadSeconds = feedAheadSeconds;
    this.#pictureSeconds = pictureSeconds;
    return new PlayPlan(this.#tracks, this.#file.options, timeSeconds);
  }

  #feedFrom(timeSeconds: number): void {
    this.#plan = this.#planFrom(timeSeconds);
    this.#need();
    this.pump();
  }

  #need(): void {
    const { currentTime } = this.#video;
    const isEntering = this.#tracks.some(({ id }) => this.#stage.isWaiting(id));
    const soonSeconds = currentTime > 0 ? seekedSeconds : firstPictureSeconds;
    this.#file.need(this.#plan.needs(currentTime, isEntering ? 1.5 * entrySeconds : soonSeconds));
  }

  #seek(): void {
    const to = this.#video.currentTime;
    const end = this.#bufferedEnd(to);
    // What was fed last goes on from there by itself; other film that is buffered goes on where it ends.
    const isOfPlan = to >= this.#plan.startSeconds && end !== null && end >= this.#plan.fedEndSeconds - 0.5;
    if (isOfPlan || this.bufferedSeconds === Infinity) return;
    this.#feedFrom(end ?? to);
  }

  #bufferedEnd(timeSeconds: number): number | null {
    return bufferedByAll(this.#stage, this.#tracks, timeSeconds);
  }

  async #check(): Promise<void> {
    this.#decoder.check(this.#video, this.bufferedSeconds, performance.now());
    this.#unstick();
    this.#plan.setOptions(this.#file.options);
    // A decoder that still has no picture needs more than others do.
    this.#pictureSeconds = Math.min(2 * this.#pictureSeconds, this.#feedAheadSeconds);
    this.#need();
    this.pump();
    this.#settleEnd();
    if (this.#isEvicting) return;
    this.#isEvicting = true;
    await this.#evict(keepBehindSeconds, keepAheadSeconds, evictedSecondsMin).finally(() => {
      this.#isEvicting = false;
    });
    if (this.#plan.isFed && this.#appending.size === 0 && !this.#stop.signal.aborted) await this.#stage.end();
  }

  /** As soon as it shows where a film ends that did not say, the timeline does too. */
  #settleEnd(): void {
    if (!this.#isEndGuessed || this.#plan.endUnread) return;
    const endSeconds = Math.max(...this.#tracks.map((track) => track.endSeconds));
    this.#isEndGuessed = Number.isFinite(endSeconds) && !this.#stage.setDuration(endSeconds);
  }

  /** Playback stands, or a seek waits, where nothing is buffered though the film there was fed. */
  #unstick(): void {
    const { currentTime, readyState, duration, buffered } = this.#video;
    if (readyState >= HTMLMediaElement.HAVE_FUTURE_DATA || currentTime >= duration - endSeconds) return;
    // Until the browser is told that there is no more, it waits for the track that ends first.
    if (this.#plan.secondsFed(currentTime) < 1 || (this.#plan.isFed && !this.#stage.hasEnded)) return;
    if (this.#tracks.some((track) => currentTime >= track.endSeconds - endSeconds) && !this.#plan.isFed) {
      this.#listener.stranded(currentTime);
      return;
    }
    const end = this.#bufferedEnd(currentTime);
    // A browser may have left out film in the middle, too.
    if (end !== null && end >= Math.min(this.#plan.fedEndSeconds, duration) - endSeconds) return;
    const gapSeconds = end ?? currentTime;
    const isFedFar = this.#plan.secondsFed(currentTime) > this.#feedAheadSeconds - 1;
    const way = wayOut(timeRanges(buffered), gapSeconds, this.#plan, isFedFar);
    if (way.type === 'jump') this.#video.currentTime = way.toSeconds;
    else if (way.type === 'feed-again') this.#feedFrom(gapSeconds);
    else if (way.type === 'none') {
      this.#fail(this.#plan.flaw ?? new FunnelError('playback/stuck', `at ${currentTime} s`));
    }
  }

  #fail(thrown: unknown): void {
    if (this.#stop.signal.aborted) return;
    this.stop();
    this.#listener.failed(FunnelError.from(thrown));
  }
}
