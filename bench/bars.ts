import type { BrowserName } from '../test/browser/viewer';
import type { Figures } from './figures';

/** What Funnel has to reach in Chromium; a bar left out is none. */
export interface Bars {
  firstFrameMs?: number;
  /** As a multiple of what the plain <video> took. */
  firstFrameTimesNative?: number;
  /** Holds for each of the scenario's seeks. */
  seekMs?: number;
  seekTimesNative?: number;
  /** In the time watched. */
  stalls?: number;
  longestStallMs?: number;
  /** At least this, in the scenario's window. */
  bytesPerSecond?: number;
  /** At least so many sockets carried the film. */
  sockets?: number;
  /** Bytes sent for each byte of the film that was sent at all. */
  redundancy?: number;
}

export interface Bar {
  name: string;
  bar: number;
  value: number | null;
  reached: boolean;
}

/** Firefox may take so much longer. Rates and counts are the same for both. */
const firefoxFactor = 1.5;

/** How Funnel stands against the bars in this browser. */
export function judge(browser: BrowserName, bars: Bars, funnel: Figures, native: Figures | null): Bar[] {
  const longer = browser === 'firefox' ? firefoxFactor : 1;
  const judged: Bar[] = [];
  const atMost = (name: string, bar: number | undefined, value: number | null) => {
    if (bar !== undefined) judged.push({ name, bar, value, reached: value !== null && value <= bar });
  };
  const atLeast = (name: string, bar: number | undefined, value: number | null) => {
    if (bar !== undefined) judged.push({ name, bar, value, reached: value !== null && value >= bar });
  };
  const within = (name: string, bar: number | undefined, value: number | null) =>
    atMost(name, bar && bar * longer, value);

  within('first frame, ms', bars.firstFrameMs, funnel.firstFrameMs);
  const firstFrameTimes = ratio(funnel.firstFrameMs, native?.firstFrameMs);
  within('first frame ÷ native', bars.firstFrameTimesNative, firstFrameTimes);
  for (const [index, { toSeconds, elapsedMs }] of funnel.seeks.entries()) {
    within(`seek to ${toSeconds} s, ms`, bars.seekMs, elapsedMs);
    const times = ratio(elapsedMs, native?.seeks[index]?.elapsedMs);
    within(`seek to ${toSeconds} s ÷ native`, bars.seekTimesNative, times);
  }
  atMost(
    `stalls in ${Math.round(funnel.watchedMs / 1000)} s`,
    bars.stalls,
    funnel.longestStallMs === null ? null : funnel.stalls,
  );
  within('longest stall, ms', bars.longestStallMs, funnel.longestStallMs);
  atLeast('bytes per second', bars.bytesPerSecond, funnel.bytesPerSecond);
  atLeast('sockets', bars.sockets, funnel.sockets);
  atMost('bytes sent ÷ distinct', bars.redundancy, funnel.redundancy);
  return judged;
}

const ratio = (value: number | null, to: number | null | undefined): number | null =>
  value === null || !to ? null : value / to;
