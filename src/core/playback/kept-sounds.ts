import type { ByteRange } from '../bytes/range';
import { ScatteredBytes } from '../bytes/scattered-bytes';
import type { Fragment, FragmentCursor, MovieTrack } from '../movie';

/** A little more than is fed ahead of the playhead: what is fed is dropped, and with it what came along. */
const aheadSeconds = 35;
/** As much as decoders keep for a short step back. */
const behindSeconds = 20;
/** Of all sounds together; usual ones take a tenth of it. */
const maxBytes = 8 * 2 ** 20;

/** Where the bytes are as they come, until they are dropped. */
export interface PassingBytes {
  has(range: ByteRange): boolean;
  take(range: ByteRange): Uint8Array;
}

interface Kept {
  readonly track: MovieTrack;
  cursor: FragmentCursor;
  fromSeconds: number;
  /** From `fromSeconds` on, in order. */
  fragments: Fragment[];
  readonly bytes: ScatteredBytes;
}

/**
 * Copies of what comes along of a film's sounds, around the playhead. All lie between the pictures that are fetched
 * anyway, and only one of them is fed; whoever chooses another hears it at once.
 */
export class KeptSounds {
  readonly #sounds: readonly Kept[];

  constructor(tracks: readonly MovieTrack[]) {
    this.#sounds = tracks.map((track) => ({
      track,
      cursor: track.seek(0),
      fromSeconds: 0,
      fragments: [],
      bytes: new ScatteredBytes(),
    }));
  }

  /** Copies what has come since, and forgets what was played long ago. To be called before bytes are dropped. */
  keep(source: PassingBytes, playheadSeconds: number): void {
    for (const sound of this.#sounds) {
      this.#follow(sound, playheadSeconds);
      for (const range of sound.fragments.flatMap(({ ranges }) => ranges)) {
        if (this.#byteLength > maxBytes) return;
        if (!sound.bytes.has(range) && source.has(range)) sound.bytes.put(range, source.take(range));
      }
    }
  }

  has(range: ByteRange): boolean {
    return this.#sounds.some(({ bytes }) => bytes.has(range));
  }

  /** @throws RangeError when a byte of `range` is not kept. */
  read(range: ByteRange): Uint8Array {
    const sound = this.#sounds.find(({ bytes }) => bytes.has(range)) ?? this.#sounds[0]!;
    return sound.bytes.read(range);
  }

  get #byteLength(): number {
    return this.#sounds.reduce((sum, { bytes }) => sum + bytes.byteLength, 0);
  }

  #follow(sound: Kept, playheadSeconds: number): void {
    const last = sound.fragments.at(-1);
    if (playheadSeconds < sound.fromSeconds || (last && last.endSeconds < playheadSeconds)) {
      sound.bytes.drop(sound.fragments.flatMap(({ ranges }) => ranges));
      sound.cursor = sound.track.seek(playheadSeconds);
      sound.fragments = [];
      sound.fromSeconds = playheadSeconds;
    }
    sound.fromSeconds = Math.max(sound.fromSeconds, playheadSeconds - behindSeconds);
    const oldCount = sound.fragments.findIndex(({ endSeconds }) => endSeconds > sound.fromSeconds);
    for (const { ranges } of sound.fragments.splice(0, Math.max(0, oldCount))) sound.bytes.drop(ranges);
    while ((sound.fragments.at(-1)?.endSeconds ?? 0) < playheadSeconds + aheadSeconds) {
      const next = nextOf(sound.cursor);
      if (!next) return;
      sound.fragments.push(next);
    }
  }
}

/** Where a sound ends too early there is no more to keep; its feeder says why, should it play. */
function nextOf(cursor: FragmentCursor): Fragment | null {
  try {
    return cursor.next(1);
  } catch {
    return null;
  }
}
