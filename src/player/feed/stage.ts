import { FunnelError } from '../../core/errors';
import type { MovieTrack } from '../../core/movie';
import type { TimeRange } from '../../core/playback/buffered';

/** MediaSource and its SourceBuffers, one a track. Operations on one buffer wait for each other. */
export class Stage {
  readonly #mediaSource: MediaSource;
  readonly #buffers = new Map<number, SourceBuffer>();
  readonly #queues = new Map<number, Promise<void>>();

  private constructor(mediaSource: MediaSource) {
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
    return new Stage(mediaSource);
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
    await Promise.all(tracks.map((track) => this.append(track.id, track.initSegment)));
  }

  /** @throws FunnelError playback/quota when the buffer is full, playback/append-failed when its bytes are refused. */
  append(trackId: number, bytes: Uint8Array<ArrayBuffer>): Promise<void> {
    return this.#enqueue(trackId, (buffer) => buffer.appendBuffer(bytes));
  }

  remove(trackId: number, { start, end }: TimeRange): Promise<void> {
    return this.#enqueue(trackId, (buffer) => buffer.remove(start, end));
  }

  buffered(trackId: number): TimeRange[] {
    if (this.#mediaSource.readyState === 'closed') return [];
    const ranges = this.#buffers.get(trackId)?.buffered;
    if (!ranges) return [];
    return Array.from({ length: ranges.length }, (_, i) => ({ start: ranges.start(i), end: ranges.end(i) }));
  }

  get hasEnded(): boolean {
    return this.#mediaSource.readyState === 'ended';
  }

  /** Everything was fed: playing past the last frame ends the film. A later append takes it back. */
  async end(): Promise<void> {
    await Promise.all(this.#queues.values());
    const idle = [...this.#buffers.values()].every((buffer) => !buffer.updating);
    if (this.#mediaSource.readyState === 'open' && idle) this.#mediaSource.endOfStream();
  }

  #enqueue(trackId: number, operation: (buffer: SourceBuffer) => void): Promise<void> {
    const buffer = this.#buffers.get(trackId);
    if (!buffer) throw new FunnelError('internal/bug', `no buffer for track ${trackId}`);
    const turn = (this.#queues.get(trackId) ?? Promise.resolve()).then(() => update(buffer, operation));
    // A failed operation is told to whoever asked for it; the next one gets its turn all the same.
    this.#queues.set(
      trackId,
      turn.catch(() => {}),
    );
    return turn;
  }
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
  } catch (cause) {
    if (cause instanceof FunnelError) throw cause;
    const code =
      cause instanceof DOMException && cause.name === 'QuotaExceededError'
        ? 'playback/quota'
        : 'playback/append-failed';
    throw new FunnelError(code, String(cause), { cause });
  } finally {
    buffer.removeEventListener('error', refused);
    buffer.removeEventListener('updateend', done);
  }
}
