import type { MovieTextTrack, TextCue, TextSample } from '../../core/movie';
import { cuesOf } from '../../core/mp4/text-sample';
import { bufferedEnd } from '../../core/playback/buffered';
import { textNeeds } from '../../core/playback/text-needs';
import type { RemoteFile } from '../remote-file';
import { timeRanges } from '../time-ranges';

/** Farther ahead than sound and picture are fed: their bytes are dropped then, and with them the text between. */
const windowSeconds = 60;
/** Text that is shown so soon must be asked for, if it has not come by itself. */
const soonSeconds = 5;
/** What can wait is asked for when so much film is buffered. */
const calmSeconds = 5;
const lookMs = 250;

/** Bytes of the file as far as they are in hand, and a way to ask for more. */
export type TextSource = Pick<RemoteFile, 'has' | 'take' | 'needBesides'>;

export interface TextJob {
  readonly track: MovieTextTrack;
  /** Whether all of it is wanted, when there is time, rather than what is shown soon. */
  readonly isWhole: boolean;
  tell(cues: readonly TextCue[], sample: TextSample): void;
}

/** Makes cues of text as its bytes come, and asks for those that do not come by themselves. */
export class TextFeed {
  readonly #file: TextSource;
  readonly #video: HTMLVideoElement;
  readonly #told = new Set<TextSample>();
  #jobs: readonly TextJob[] = [];
  /** How much later than it says text is shown. */
  delaySeconds = 0;
  #missing: readonly (readonly [TextJob, readonly TextSample[]])[] = [];

  /** @param signal ends it */
  constructor(file: TextSource, video: HTMLVideoElement, signal: AbortSignal) {
    this.#file = file;
    this.#video = video;
    const timer = setInterval(() => this.#look(), lookMs);
    signal.addEventListener('abort', () => clearInterval(timer));
    video.addEventListener('seeking', () => this.#look(), { signal });
  }

  /** What is worked on from now on. */
  set jobs(jobs: readonly TextJob[]) {
    this.#jobs = jobs;
    this.#look();
  }

  bytesCame(): void {
    this.#missing = this.#missing.map(
      ([job, samples]) => [job, samples.filter((sample) => !this.#tell(job, sample))] as const,
    );
  }

  #look(): void {
    const { currentTime, duration } = this.#video;
    const now = currentTime - this.delaySeconds;
    const isWanted = ({ startSeconds, endSeconds }: TextSample) =>
      endSeconds > now && startSeconds < now + windowSeconds;
    this.#missing = this.#jobs.map((job) => {
      const wanted = job.isWhole ? job.track.samples : job.track.samples.filter(isWanted);
      return [job, wanted.filter((sample) => !this.#told.has(sample))] as const;
    });
    this.bytesCame();
    const isCalm = this.#bufferedEnd() >= Math.min(currentTime + calmSeconds, duration - 1);
    const needs = this.#missing.map(([{ isWhole }, samples]) =>
      isWhole ? textNeeds(isCalm ? samples : [], Infinity) : textNeeds(samples, now + soonSeconds),
    );
    this.#file.needBesides(needs.flat());
  }

  /** @returns whether its bytes were in hand */
  #tell({ track, tell }: TextJob, sample: TextSample): boolean {
    if (!this.#file.has(sample.range)) return false;
    this.#told.add(sample);
    tell(cuesOf(track.format, sample, this.#file.take(sample.range)), sample);
    return true;
  }

  #bufferedEnd(): number {
    const { buffered, currentTime } = this.#video;
    return bufferedEnd(timeRanges(buffered), currentTime) ?? currentTime;
  }
}
