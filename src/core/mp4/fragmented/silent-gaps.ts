import type { FragmentCursor } from '../../movie';
import type { Mp4Fragment } from '../fragment-cursor';
import { silentCount, silentCursor } from '../late-sound';
import type { SilentSample } from '../silence';
import type { FragmentedTrack } from './fragmented-track';

/** Film goes on for so long without a track that has no silence: the track is over. */
const overSeconds = 60;
/** Tracks may lie in fragments of their own, one behind the other: no film is interleaved worse than this. */
export const lackingSeconds = 10;
/** No coder's samples are shorter. */
const minSampleSeconds = 0.001;
/** It takes no bytes of the file, so nothing else would bound how much of it is planned ahead. */
const maxSilenceSeconds = 600;

/** Where a sound has nothing, in the middle of the film or before it: silence, or nothing that is on stage with it plays. */
export class SilentGaps {
  readonly #track: FragmentedTrack;
  readonly #silence: SilentSample | null;
  readonly #seekTicks: number;
  /** What is to be given before all else. */
  #cursor: FragmentCursor<Mp4Fragment> | null = null;
  #filledTicks: number;

  /** @param silence null for pictures, and for sounds that nobody knows how to write it for */
  constructor(track: FragmentedTrack, silence: SilentSample | null, seekSeconds: number) {
    this.#track = track;
    const isUsual = silence && silence.durationTicks >= minSampleSeconds * track.timescale;
    this.#silence = isUsual ? silence : null;
    this.#seekTicks = Math.max(0, seekSeconds * track.timescale);
    this.#filledTicks = this.#seekTicks;
  }

  next(maxSeconds: number, maxBytes?: number): Mp4Fragment | null {
    const fragment = this.#cursor?.next(maxSeconds, maxBytes) ?? null;
    if (!fragment) this.#cursor = null;
    return fragment;
  }

  /** The track itself has come so far. */
  came(endTicks: number): void {
    this.#filledTicks = Math.max(endTicks, this.#seekTicks);
  }

  /** Whether a fragment that begins then, without the track, shows that something is missing. */
  isLacking(startSeconds: number): boolean {
    const aheadSeconds = startSeconds - this.#filledTicks / this.#track.timescale;
    return this.#silence !== null && aheadSeconds > lackingSeconds;
  }

  /** The same, and that nothing more of the track will come. */
  isOver(startSeconds: number): boolean {
    return !this.#silence && startSeconds - this.#filledTicks / this.#track.timescale > overSeconds;
  }

  /** The track has nothing until then; if it goes on there, silence ends exactly there. */
  fill(untilTicks: number, goesOn: boolean): void {
    const gapTicks = untilTicks - this.#filledTicks;
    if (!this.#silence || gapTicks > maxSilenceSeconds * this.#track.timescale) return;
    const { durationTicks } = this.#silence;
    const isSought = this.#filledTicks === this.#seekTicks;
    const count = isSought
      ? silentCount(this.#silence, this.#seekTicks, untilTicks)
      : Math.floor(gapTicks / durationTicks);
    if (count < 1) return;
    const endTicks = goesOn || isSought ? untilTicks : this.#filledTicks + count * durationTicks;
    const { id, timescale } = this.#track;
    this.#cursor = silentCursor(id, this.#silence, timescale, count, endTicks);
    this.#filledTicks = endTicks;
  }
}
