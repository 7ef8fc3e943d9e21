import { FunnelError } from '../../core/errors';
import type { MovieTrack } from '../../core/movie';
import type { TimeRange } from '../../core/playback/buffered';
import { timeRanges } from '../time-ranges';
import { whyRefused } from './why-refused';

interface Successor {
  readonly track: MovieTrack;
  readonly formerId: number;
}

/** MediaSource and its SourceBuffers, one a track. Operations on one buffer wait for each other. */
export class Stage {
  readonly #video: HTMLVideoElement;
  readonly #mediaSource: MediaSource;
  readonly #buffers = new Map<number, SourceBuffer>();
  readonly #queues = new Map<SourceBuffer, Promise<void>>();
  /** Tracks that are to come on, by their ids. */
  readonly #successors = new Map<number, Successor>();

  private constructor(video: HTMLVideoElement, mediaSource: MediaSource) {
    this.#video = video;
    this.#mediaSource = mediaSource;
  }

  static canPlay(track: MovieTrack): boolean {
    return MediaSource.isTypeSupported(track.mimeType);
  }

  /** Attaches an empty stage, which needs no knowledge of the film. @param startSeconds where playing is to begin */
  static async open(video: HTMLVideoElement, startSeconds: number): Promise<Stage> {
    const mediaSource = new MediaSource();
    const opened = new Promise((resolve) =>
      mediaSource.addEventListener('sourceopen', resolve, { once: true }),
    );
    const address = URL.createObjectURL(mediaSource);
    video.src = address;
    if (startSeconds > 0) video.currentTime = startSeconds;
    await opened;
    URL.revokeObjectURL(address);
    return new Stage(video, mediaSource);
  }

  /**
   * Puts tracks on the stage; their fragments may be appended at once.
   * @returns when the browser has taken their init segments
   * @throws FunnelError playback/append-failed when the browser refuses a track after all.
   */
  async begin(tracks: readonly MovieTrack[], durationSeconds: number): Promise<void> {
    this.#mediaSource.duration = durationSeconds;
    try {
      // All buffers before the first init segment: a browser fixes its tracks when that has come.
      for (const { id, mimeType } of tracks)
        this.#buffers.set(id, this.#mediaSource.addSourceBuffer(mimeType));
    } catch (cause) {
      throw new FunnelError('playback/append-failed', String(cause), { cause });
    }
    this.#passHidden(Math.max(...tracks.map(({ hiddenSeconds = 0 }) => hiddenSeconds)));
    await Promise.all(tracks.map((track) => this.append(track.id, track.initSegment)));
  }

  /** Names a track that is to take another's place, of one kind with it; until it enters, that one plays on. */
  replace(trackId: number, track: MovieTrack): void {
    // One that never came on leaves its turn to the next.
    const formerId = this.#successors.get(trackId)?.formerId ?? trackId;
    this.#successors.delete(trackId);
    this.#successors.set(track.id, { track, formerId });
  }

  isWaiting(trackId: number): boolean {
    return this.#successors.has(trackId);
  }

  /**
   * A track that waits comes on. What there is of the former one goes from a time on; before that it stays, so that
   * nothing pauses, until what is appended takes its place.
   */
  async enter(trackId: number, fromSeconds: number): Promise<void> {
    const { track, formerId } = this.#successors.get(trackId)!;
    const buffer = this.#buffers.get(formerId)!;
    this.#successors.delete(trackId);
    this.#buffers.delete(formerId);
    this.#buffers.set(trackId, buffer);
    const remove = this.remove(trackId, { start: fromSeconds, end: Infinity });
    const begin = this.#enqueue(trackId, () => {
      buffer.changeType(track.mimeType);
      // What places bare frames stays in force, and would move frames that carry times.
      if (track.initSegment.byteLength > 0) {
        buffer.mode = 'segments';
        buffer.timestampOffset = 0;
      }
      buffer.appendBuffer(track.initSegment);
    });
    await Promise.all([remove, begin]);
  }

  /** Who goes to the very beginning would come to rest at what is only there to be decoded: a moment on is the film. */
  #passHidden(hiddenSeconds: number): void {
    const video = this.#video;
    if (hiddenSeconds === 0) return;
    const closed = new AbortController();
    this.#mediaSource.addEventListener('sourceclose', () => closed.abort(), { once: true });
    const pass = () => {
      if (video.currentTime < hiddenSeconds) video.currentTime = hiddenSeconds + 0.001;
    };
    video.addEventListener('seeking', pass, { signal: closed.signal });
    pass();
  }

  /**
   * @param startSeconds where they begin, for bytes that do not say it themselves
   * @throws FunnelError playback/quota when the buffer is full, playback/append-failed when its bytes are refused,
   *   playback/decode when the decoder has failed at earlier ones.
   */
  append(trackId: number, bytes: Uint8Array<ArrayBuffer>, startSeconds = 0): Promise<void> {
    return this.#enqueue(trackId, (buffer) => {
      if (buffer.mode === 'sequence') place(buffer, startSeconds);
      buffer.appendBuffer(bytes);
    });
  }

  /** Appends, if there is room. @throws FunnelError playback/append-failed, playback/decode. */
  async fits(trackId: number, bytes: Uint8Array<ArrayBuffer>, startSeconds: number): Promise<boolean> {
    try {
      await this.append(trackId, bytes, startSeconds);
      return true;
    } catch (thrown) {
      const error = FunnelError.from(thrown);
      if (error.code !== 'playback/quota') throw error;
      return false;
    }
  }

  async remove(trackId: number, { start, end }: TimeRange): Promise<void> {
    // It may have left the stage meanwhile.
    const isSome = start < Math.min(end, this.#mediaSource.duration);
    if (isSome && this.#buffers.has(trackId))
      await this.#enqueue(trackId, (buffer) => buffer.remove(start, end));
  }

  buffered(trackId: number): TimeRange[] {
    if (this.#mediaSource.readyState === 'closed' || this.isWaiting(trackId)) return [];
    const buffer = this.#buffers.get(trackId);
    return buffer ? timeRanges(buffer.buffered) : [];
  }

  /**
   * Of a film that did not say how long it is; never shorter than what is buffered.
   * @returns whether it could be set: not while something is being appended
   */
  setDuration(seconds: number): boolean {
    if (this.#mediaSource.readyState !== 'open' || !this.#isIdle) return false;
    const ends = [...this.#buffers.keys()].map((id) => this.buffered(id).at(-1)?.end ?? 0);
    this.#mediaSource.duration = Math.max(seconds, ...ends);
    return true;
  }

  get #isIdle(): boolean {
    return [...this.#buffers.values()].every((buffer) => !buffer.updating);
  }

  get hasEnded(): boolean {
    return this.#mediaSource.readyState === 'ended';
  }

  /** Everything was fed: playing past the last frame ends the film. A later append takes it back. */
  async end(): Promise<void> {
    await Promise.all(this.#queues.values());
    if (this.#mediaSource.readyState === 'open' && this.#isIdle) this.#mediaSource.endOfStream();
  }

  #enqueue(trackId: number, operation: (buffer: SourceBuffer) => void): Promise<void> {
    const buffer = this.#buffers.get(trackId);
    if (!buffer) throw new FunnelError('internal/bug', `no buffer for track ${trackId}`);
    const turn = (this.#queues.get(buffer) ?? Promise.resolve()).then(() =>
      update(buffer, operation).catch((cause) => {
        throw whyRefused(cause, this.#video.error);
      }),
    );
    // A failed operation is told to whoever asked for it; the next one gets its turn all the same.
    this.#queues.set(
      buffer,
      turn.catch(() => {}),
    );
    return turn;
  }
}

/** Has what is appended next begin there: bare frames carry no times, and would follow those appended before. */
function place(buffer: SourceBuffer, startSeconds: number): void {
  // Else the browser may still be within the frames before, and where those lie cannot be changed.
  buffer.abort();
  buffer.timestampOffset = startSeconds;
}

async function update(buffer: SourceBuffer, operation: (buffer: SourceBuffer) => void): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const done = () => resolve();
  const refused = () => reject(new FunnelError('playback/append-failed', 'the browser refused a fragment'));
  buffer.addEventListener('error', refused, { once: true });
  buffer.addEventListener('updateend', done, { once: true });
  try {
    operation(buffer);
    await promise;
  } finally {
    buffer.removeEventListener('error', refused);
    buffer.removeEventListener('updateend', done);
  }
}
