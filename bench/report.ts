import type { BrowserName } from '../test/browser/viewer';
import type { Figures, Way } from './run';
import { firefoxFactor, type Scenario } from './scenarios';

export interface Row {
  browser: BrowserName;
  scenario: string;
  figures: Record<Way, Figures>;
  bars: Bar[];
}

export interface Bar {
  name: string;
  bar: number;
  value: number | null;
  reached: boolean;
}

/** How Funnel stands against the scenario's bars in this browser. */
export function judge(browser: BrowserName, { bars }: Scenario, funnel: Figures): Bar[] {
  const longer = browser === 'firefox' ? firefoxFactor : 1;
  const judged: Bar[] = [];
  const atMost = (name: string, bar: number | undefined, value: number | null) => {
    if (bar !== undefined) judged.push({ name, bar, value, reached: value !== null && value <= bar });
  };
  atMost('first frame, ms', bars.firstFrameMs && bars.firstFrameMs * longer, funnel.firstFrameMs);
  atMost('stalls in 30 s', bars.stalls, funnel.firstFrameMs === null ? null : funnel.stalls);
  if (bars.sockets !== undefined) {
    const reached = funnel.sockets >= bars.sockets;
    judged.push({ name: 'sockets', bar: bars.sockets, value: funnel.sockets, reached });
  }
  atMost('bytes sent ÷ distinct', bars.redundancy, funnel.redundancy);
  for (const { toSeconds, elapsedMs } of funnel.seeks) {
    atMost(`seek to ${toSeconds} s, ms`, bars.seekMs && bars.seekMs * longer, elapsedMs);
  }
  return judged;
}

/** The table of one row, in lines. */
export function describe({ browser, scenario, figures, bars }: Row): string[] {
  const { funnel, native } = figures;
  const lines = [`${browser}, ${scenario}`, columns('', 'native', 'funnel', 'times better')];
  const line = (name: string, left: number | null, right: number | null, digits: number, better = '') =>
    lines.push(columns(name, show(left, digits), show(right, digits), better));
  const less = (name: string, left: number | null, right: number | null) =>
    line(name, left, right, 0, times(left, right));
  less('first frame, ms', native.firstFrameMs, funnel.firstFrameMs);
  less('… from the order, ms', native.firstFrameFromOrderMs, funnel.firstFrameFromOrderMs);
  line('stalls in 30 s', native.stalls, funnel.stalls, 0);
  line('stalled, ms', native.stalledMs, funnel.stalledMs, 0);
  const [left, right] = [native.filmSecondsAt30, funnel.filmSecondsAt30];
  line('film at 30 s, s', left, right, 1, times(right, left));
  line('sockets', native.sockets, funnel.sockets, 0);
  line('peak requests', native.peakRequests, funnel.peakRequests, 0);
  line('bytes sent ÷ distinct', native.redundancy, funnel.redundancy, 3);
  for (const [index, { toSeconds, elapsedMs }] of funnel.seeks.entries()) {
    less(`seek to ${toSeconds} s, ms`, native.seeks[index]?.elapsedMs ?? null, elapsedMs);
  }
  for (const { name, bar, value, reached } of bars) {
    lines.push(`  ${reached ? 'reached    ' : 'NOT REACHED'} ${name}: ${show(value, 3)}, bar ${bar}`);
  }
  return [...lines, ''];
}

const columns = (name: string, ...cells: string[]): string =>
  `  ${name.padEnd(24)}${cells.map((cell) => cell.padStart(16)).join('')}`.trimEnd();

const times = (more: number | null, less: number | null): string =>
  more === null || less === null || less === 0 ? '' : `${(more / less).toFixed(1)}×`;

const show = (value: number | null, digits: number): string =>
  value === null ? 'never' : String(Number(value.toFixed(digits)));
