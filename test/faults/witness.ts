// Runs on the player's page before its own script, and keeps what tests ask of it afterwards.
import { type FedSample, samplesOf } from './sample-hashes';

/** What happened on one page since it was loaded. */
export interface Witnessed {
  /** Every sample the decoder was given. */
  readonly fed: FedSample[];
  /** What nobody caught. */
  readonly uncaught: string[];
  /** Codes of what the page said, one after the other. */
  readonly reasons: string[];
  /** Times the picture stood for long; and times it stood for so long without a reason on the page. */
  stops: number;
  silentStops: number;
}

declare global {
  var witnessed: Witnessed;
}

/** The bar: after so long there must be a reason. */
const silenceMaxMs = 10_000;
const lookEveryMs = 100;

const seen: Witnessed = { fed: [], uncaught: [], reasons: [], stops: 0, silentStops: 0 };
globalThis.witnessed = seen;

const { appendBuffer } = SourceBuffer.prototype;
SourceBuffer.prototype.appendBuffer = function append(this: SourceBuffer, bytes: BufferSource) {
  if (bytes instanceof Uint8Array) seen.fed.push(...samplesOf(bytes));
  else seen.uncaught.push('appended something other than bytes');
  appendBuffer.call(this, bytes);
};

addEventListener('error', ({ message }) => seen.uncaught.push(message));
addEventListener('unhandledrejection', ({ reason }) => seen.uncaught.push(String(reason)));

const shownReasons = (): string[] =>
  [...document.querySelectorAll<HTMLElement>('[data-error]')]
    .filter((each) => each.checkVisibility())
    .map(({ dataset }) => dataset.error!);

let before: string[] = [];
let playhead = -1;
let standingSinceMs = performance.now();
let silentSinceMs = performance.now();
let isStop = false;
let isSilentStop = false;
setInterval(() => {
  const reasons = shownReasons();
  for (const reason of reasons) if (!before.includes(reason)) seen.reasons.push(reason);
  before = reasons;
  const video = document.querySelector('video');
  const nowMs = performance.now();
  const isMoving = video === null || video.ended || video.currentTime !== playhead;
  playhead = video?.currentTime ?? -1;
  if (isMoving) standingSinceMs = nowMs;
  if (isMoving || reasons.length > 0) silentSinceMs = nowMs;
  const wasStop = isStop;
  const wasSilentStop = isSilentStop;
  isStop = nowMs - standingSinceMs > silenceMaxMs;
  isSilentStop = nowMs - silentSinceMs > silenceMaxMs;
  if (isStop && !wasStop) seen.stops += 1;
  if (isSilentStop && !wasSilentStop) seen.silentStops += 1;
}, lookEveryMs);
