import { FunnelError } from '../../core/errors';

/** A decoder that has so much ahead of the playhead is not waiting for more. */
export const plentySeconds = 2;
/** One that has plenty, and does not move for so long, is stuck. After each push it is given twice the time. */
const patienceMs = 2_000;
/** A seek takes as long as it takes to decode a group of pictures, and would begin anew. */
const seekPatienceMs = 8_000;
const maxPushes = 4;
/** A picture that a decoder does not get over is left out: each push but the first goes so much farther. */
const stepSeconds = 0.1;
/** Farther on it was another push that helped. */
const samePlaceSeconds = 2;

/** What is seen of the video. */
type Playback = Pick<HTMLVideoElement, 'currentTime' | 'readyState' | 'paused' | 'seeking' | 'ended'>;

/**
 * Pushes a decoder that is stuck, be it in playing or in a seek, by sending it to where it stands. Firefox's comes to rest
 * for good, with half a minute of film ahead of it, when film just behind it is removed soon after a seek.
 */
export class StuckDecoder {
  #sinceMs: number | null = null;
  #playheadSeconds = Number.NaN;
  #firstPushSeconds = Number.NaN;
  #count = 0;

  /**
   * To be called a few times a second.
   * @param aheadSeconds film in the buffer ahead of the playhead
   * @throws FunnelError playback/stuck when pushing does not help
   */
  check(video: Playback, aheadSeconds: number, nowMs: number): void {
    const { currentTime, readyState, paused, seeking, ended } = video;
    // HAVE_FUTURE_DATA; and who has paused waits for the picture of a seek all the same.
    const isWaiting = seeking || (!paused && readyState < 3);
    const isStuck = isWaiting && !ended && aheadSeconds >= plentySeconds;
    const hasMoved = currentTime !== this.#playheadSeconds;
    this.#playheadSeconds = currentTime;
    if (!isStuck) this.#sinceMs = null;
    else if (hasMoved) this.#sinceMs = nowMs;
    else this.#sinceMs ??= nowMs;
    if (!(Math.abs(currentTime - this.#firstPushSeconds) < samePlaceSeconds)) this.#count = 0;
    const waitMs = (seeking ? seekPatienceMs : patienceMs) * 2 ** this.#count;
    if (this.#sinceMs === null || nowMs - this.#sinceMs < waitMs) return;
    if (this.#count === maxPushes) throw new FunnelError('playback/stuck', `at ${currentTime} s`);
    if (this.#count === 0) this.#firstPushSeconds = currentTime;
    this.#sinceMs = nowMs;
    video.currentTime = currentTime + stepSeconds * this.#count++;
  }
}
