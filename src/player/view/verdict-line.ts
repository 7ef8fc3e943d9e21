import type { FunnelOptions } from '../../core/funnel/options';
import { defaultFunnelOptions } from '../../core/funnel/options';
import type { FunnelStatus } from '../../core/funnel/status';
import { message } from '../../shared/i18n';
import { readOptions, watchOptions } from '../../shared/stored-options';
import { feedAheadSeconds } from '../feed/feeder';
import { findElement } from './find-element';
import { formatRatio } from './format';
import { connectionCount, setText } from './status-pill';
import { judge, playableBytes, type Situation, type SlowVerdict, type Verdict } from './verdict';

/** A shorter wait is not worth a button. */
const waitSecondsMin = 3;

/** In words, whether the film will play without a pause; and a button that waits until it will. */
export function createVerdictLine(
  document: Document,
  video: HTMLVideoElement,
): (status: FunnelStatus, filmBytesPerSecond: number | null) => void {
  const line = findElement(document, '[data-view="verdict"]', HTMLElement);
  const announced = findElement(document, '[data-view="verdict-announced"]', HTMLElement);
  const button = findElement(document, '[data-view="verdict-wait"]', HTMLButtonElement);
  let options: FunnelOptions = defaultFunnelOptions;
  let slow: SlowVerdict | null = null;
  /** Film that must be ahead before it goes on; null while nobody waits. */
  let awaitedSeconds: number | null = null;
  let lastKind: Verdict['kind'] | null = null;
  const setOptions = (read: FunnelOptions) => {
    options = read;
  };
  readOptions().then(setOptions, () => {});
  watchOptions(setOptions);

  button.addEventListener('click', () => {
    if (awaitedSeconds !== null) {
      // `play` ends the wait.
      video.play().catch(() => {});
    } else if (slow !== null) {
      awaitedSeconds = slow.untilSecondsAhead;
      // A film that has not begun yet says nothing when it is told to pause, and would begin when it can.
      if (video.paused) video.dispatchEvent(new Event('pause'));
      else video.pause();
    }
  });
  for (const type of ['play', 'seeking', 'emptied']) {
    video.addEventListener(type, () => {
      awaitedSeconds = null;
    });
  }

  return (status, filmBytesPerSecond) => {
    const situation = situationOf(video, status, filmBytesPerSecond, options);
    const verdict = judge(situation);
    slow = verdict.kind === 'slow' ? verdict : null;
    const isThere = slow === null || situation.secondsAhead >= (awaitedSeconds ?? Infinity);
    if (awaitedSeconds !== null && isThere && verdict.kind !== 'measuring') video.play().catch(() => {});
    const text = verdictWords(verdict);
    setText(line, text);
    line.toggleAttribute('data-short', verdict.kind === 'slow');
    button.hidden = awaitedSeconds === null && (slow === null || slow.waitSeconds < waitSecondsMin);
    const wait = duration(slow?.waitSeconds ?? 0);
    setText(button, awaitedSeconds === null ? message('verdictWait', wait) : message('verdictPlayNow', wait));
    // Figures change all the time; only another verdict is worth interrupting for.
    if (verdict.kind !== lastKind) setText(announced, text);
    lastKind = verdict.kind;
  };
}

function situationOf(
  video: HTMLVideoElement,
  status: FunnelStatus,
  filmBytesPerSecond: number | null,
  { blockSize, blocksAhead }: FunnelOptions,
): Situation {
  const { buffered, currentTime, duration: filmSeconds, playbackRate } = video;
  const index = Array.from({ length: buffered.length }).findIndex(
    (_, n) => buffered.start(n) <= currentTime + 0.1 && buffered.end(n) > currentTime,
  );
  const seconds = (bytes: number) => bytes / (filmBytesPerSecond ?? Infinity);
  return {
    bytesPerSecond: status.bytesPerSecond,
    filmBytesPerSecond,
    secondsAhead: (index < 0 ? 0 : buffered.end(index) - currentTime) + seconds(playableBytes(status)),
    secondsLeft: Number.isFinite(filmSeconds) ? filmSeconds - currentTime : Infinity,
    roomSeconds: feedAheadSeconds + seconds(blockSize * blocksAhead),
    rate: playbackRate,
    isFetching: connectionCount(status) > 0,
  };
}

function verdictWords(verdict: Verdict): string {
  switch (verdict.kind) {
    case 'measuring':
      return message('verdictMeasuring');
    case 'here':
      return message('verdictHere');
    case 'ahead':
      return message('verdictAhead', duration(verdict.secondsAhead));
    case 'keeps-up':
      return message('verdictKeepsUp', formatRatio(verdict.ratio));
    case 'lasts':
      return message('verdictLasts');
    case 'slow': {
      const { ratio, waitSeconds, smoothSeconds } = verdict;
      const wait = duration(waitSeconds);
      // There is room for no more than is here.
      if (waitSeconds < 1) return message('verdictPauses', formatRatio(ratio), duration(smoothSeconds));
      if (smoothSeconds < Infinity) {
        return message('verdictSlowForLong', formatRatio(ratio), wait, duration(smoothSeconds));
      }
      return waitSeconds <= 60
        ? message('verdictSoon', wait)
        : message('verdictSlow', formatRatio(ratio), wait);
    }
  }
}

/** `14 s`, `3 min`. */
const duration = (seconds: number): string =>
  seconds < 100
    ? message('durationSeconds', String(Math.ceil(seconds)))
    : message('durationMinutes', String(Math.round(seconds / 60)));
