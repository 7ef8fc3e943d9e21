import type { BrowserName } from '../test/browser/viewer';
import type { Bar } from './bars';
import type { Figures } from './figures';

export interface Row {
  browser: BrowserName;
  scenario: string;
  /** native: null where a plain <video> was not measured. */
  figures: { native: Figures | null; funnel: Figures };
  bars: Bar[];
}

/** The table of one row, in lines. */
export function describe({ browser, scenario, figures, bars }: Row): string[] {
  const { funnel, native } = figures;
  const lines = [
    `${browser}, ${scenario}`,
    columns('', native ? 'native' : '', 'funnel', native ? 'times better' : ''),
  ];
  const line = (
    name: string,
    of: (figures: Figures) => number | null,
    digits: number,
    better?: 'less' | 'more',
  ) => {
    const [left, right] = [native && of(native), of(funnel)];
    const gain = better === 'less' ? times(left, right) : better === 'more' ? times(right, left) : '';
    lines.push(columns(name, native ? show(left, digits) : '', show(right, digits), gain));
  };
  const seconds = Math.round(funnel.watchedMs / 1000);
  line('first frame, ms', (each) => each.firstFrameMs, 0, 'less');
  line('… from the order, ms', (each) => each.firstFrameFromOrderMs, 0, 'less');
  line(`stalls in ${seconds} s`, (each) => each.stalls, 0);
  line('stalled, ms', (each) => each.stalledMs, 0);
  line('longest stall, ms', (each) => each.longestStallMs, 0);
  line(`film ${seconds} s later, s`, (each) => each.filmSeconds, 1, 'more');
  if (funnel.filmSecondsAt30 !== null) line('film at 30 s, s', (each) => each.filmSecondsAt30, 1, 'more');
  if (funnel.bytesPerSecond !== null) {
    line('rate, KB/s', ({ bytesPerSecond }) => bytesPerSecond && bytesPerSecond / 1000, 0, 'more');
  }
  line('sockets', (each) => each.sockets, 0);
  line('peak requests', (each) => each.peakRequests, 0);
  line('bytes sent ÷ distinct', (each) => each.redundancy, 3);
  for (const [index, { toSeconds }] of funnel.seeks.entries()) {
    line(`seek to ${toSeconds} s, ms`, ({ seeks }) => seeks[index]?.elapsedMs ?? null, 0, 'less');
  }
  return [...lines, ...bars.map((bar) => `  ${verdict(bar)}`), ''];
}

/** Every bar of every row, one a line. */
export function summary(rows: readonly Row[]): string[] {
  const width = Math.max(...rows.map(({ scenario }) => scenario.length));
  return rows.flatMap(({ browser, scenario, bars }) =>
    bars.map((bar) => `${browser.padEnd(10)}${scenario.padEnd(width + 2)}${verdict(bar)}`),
  );
}

const verdict = ({ name, bar, value, reached }: Bar): string =>
  `${reached ? 'reached    ' : 'NOT REACHED'} ${name}: ${show(value, 3)}, bar ${show(bar, 3)}`;

const columns = (name: string, ...cells: string[]): string =>
  `  ${name.padEnd(24)}${cells.map((cell) => cell.padStart(16)).join('')}`.trimEnd();

const times = (more: number | null, less: number | null): string =>
  more === null || less === null || less === 0 ? '' : `${(more / less).toFixed(1)}×`;

const show = (value: number | null, digits: number): string =>
  value === null ? 'never' : String(Number(value.toFixed(digits)));
