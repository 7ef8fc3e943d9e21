import type { Fragment, MovieTrack } from '../movie';
import type { PassingBytes } from './kept-sounds';

/** A picture from longer before says nothing of what is there. */
const nearSeconds = 10;
/** Of what was fed, and dropped, a sync sample is kept for each stretch of about so many seconds. */
const apartSeconds = 2;
/** Some forty of a film of 5 Mbit/s. The latest are kept. */
const maxKeptBytes = 4 * 2 ** 20;

/** A fragment that begins with a sync sample: to be decoded by itself. */
export interface KeyPicture {
  readonly startSeconds: number;
  readonly endSeconds: number;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/** Pictures of a film that need not have been seen: its sync samples, as far as they are in hand. None is fetched for this. */
export class KeyPictures {
  readonly #track: MovieTrack;
  readonly #file: PassingBytes;
  readonly #kept: KeyPicture[] = [];
  #keptBytes = 0;

  /** @param track of pictures */
  constructor(track: MovieTrack, file: PassingBytes) {
    this.#track = track;
    this.#file = file;
  }

  /** A fragment was fed, and its bytes are still in hand. */
  fed({ trackId, startSeconds, endSeconds }: Fragment): void {
    if (trackId !== this.#track.id) return;
    const last = this.#kept.at(-1)?.startSeconds ?? -Infinity;
    if (startSeconds >= last && endSeconds < last + apartSeconds) return;
    const key = this.#inHand(this.#firstAt(endSeconds - 1e-3));
    if (
      !key ||
      key.bytes.length > maxKeptBytes ||
      this.#kept.some((each) => each.startSeconds === key.startSeconds)
    )
      return;
    this.#kept.push(key);
    this.#keptBytes += key.bytes.length;
    while (this.#keptBytes > maxKeptBytes) this.#keptBytes -= this.#kept.shift()!.bytes.length;
  }

  /** The picture nearest before a time, but not long before; null where none is in hand. */
  at(timeSeconds: number): KeyPicture | null {
    const first = this.#firstAt(timeSeconds);
    const key = this.#inHand(first) ?? this.#keptAt(timeSeconds, first);
    return key && timeSeconds - key.startSeconds <= nearSeconds ? key : null;
  }

  /** Lets go of all. */
  clear(): void {
    this.#kept.length = 0;
    this.#keptBytes = 0;
  }

  #inHand(first: Fragment | null): KeyPicture | null {
    if (!first?.ranges.every((range) => this.#file.has(range))) return null;
    const { startSeconds, endSeconds } = first;
    return { startSeconds, endSeconds, bytes: first.write((range) => this.#file.take(range)) };
  }

  #keptAt(timeSeconds: number, first: Fragment | null): KeyPicture | null {
    if (!first) return null;
    const earliestSeconds = first.startSeconds - apartSeconds;
    const near = this.#kept.filter(
      ({ startSeconds }) => startSeconds <= timeSeconds && startSeconds > earliestSeconds,
    );
    return near.sort((a, b) => a.startSeconds - b.startSeconds).at(-1) ?? null;
  }

  /** From the last sync sample at or before a time. */
  #firstAt(timeSeconds: number): Fragment | null {
    try {
      return this.#track.seek(timeSeconds).next(0);
    } catch {
      // What is wrong with the film is said where it plays.
      return null;
    }
  }
}
