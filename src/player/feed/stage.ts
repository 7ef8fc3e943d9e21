import { FunnelError } from '../../core/errors';
import type { MovieTrack } from '../../core/movie';
import type { TimeRange } from '../../core/playback/buffered';

/** MediaSource and its SourceBuffers, one a track. Operations on one buffer wait for each other. */
export class Stage {
  readonly #mediaSource: MediaSource;
  readonly #buffers: Map<number, SourceBuffer>;
  readonly #queues = new Map<number, Promise<void>>();

  private constructor(mediaSource: MediaSource, buffers: Map<number, SourceBuffer>) {
    this.#mediaSource = mediaSource;
    this.#buffers = buffers;
  }

  static canPlay(track: MovieTrack): boolean {
    return MediaSource.isTypeSupported(track.mimeType);
  }

  /** @throws FunnelError playback/append-failed when the browser refuses a track after all. */
  static async open(
    video: HTMLVideoElement,
    tracks: readonly MovieTrack[],
    durationSeconds: number,
  ): Promise<Stage> {
    const mediaSource = new MediaSource();
    const address = URL.createObjectURL(mediaSource);
    video.src = address;
    await new Promise((resolve) => mediaSource.addEventListener('sourceopen', resolve, { once: true }));
    URL.revokeObjectURL(address);
    mediaSource.duration = durationSeconds;
    const buffers = new Map<number, SourceBuffer>();
    try {
      // All buffers before the first init segment: a browser fixes its tracks when that has come.
      for (const track of tracks) buffers.set(track.id, mediaSource.addSourceBuffer(track.mimeType));
    } catch (cause) {
      throw new FunnelError('playback/append-failed', String(cause), { cause });
    }
    const stage = new Stage(mediaSource, buffers);
    await Promise.all(tracks.map((track) => stage.append(track.id, track.initSegment)));
    return stage;
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
