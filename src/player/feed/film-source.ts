import type { ByteRange } from '../../core/bytes/range';
import type { Needs } from '../../core/funnel/messages';
import type { FunnelOptions } from '../../core/funnel/options';
import type { MovieTrack } from '../../core/movie';
import { KeptSounds } from '../../core/playback/kept-sounds';
import type { RemoteFile } from '../remote-file';

/** What a feeder uses of the film's file. */
export type FilmSource = Pick<RemoteFile, 'has' | 'take' | 'need' | 'options'>;

/** The film's file, and what is kept of its sounds: whatever of that is needed need not be fetched again. */
export class SoundKeepingSource implements FilmSource {
  readonly #file: FilmSource;
  readonly #video: HTMLVideoElement;
  readonly #kept: KeptSounds;

  /** @param sounds the viewer may choose from */
  constructor(file: FilmSource, video: HTMLVideoElement, sounds: readonly MovieTrack[]) {
    this.#file = file;
    this.#video = video;
    this.#kept = new KeptSounds(sounds);
  }

  get options(): FunnelOptions {
    return this.#file.options;
  }

  has(range: ByteRange): boolean {
    return this.#file.has(range) || this.#kept.has(range);
  }

  take(range: ByteRange): Uint8Array {
    return this.#file.has(range) ? this.#file.take(range) : this.#kept.read(range);
  }

  need(needs: Needs): void {
    // What is not needed any more is dropped by this.
    this.#kept.keep(this.#file, this.#video.currentTime);
    const isMissing = (range: ByteRange) => !this.#kept.has(range);
    const urgent = needs.ranges.slice(0, needs.urgentCount).filter(isMissing);
    const later = needs.ranges.slice(needs.urgentCount).filter(isMissing);
    this.#file.need({ ...needs, ranges: [...urgent, ...later], urgentCount: urgent.length });
  }
}
