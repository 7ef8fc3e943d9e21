/**
 * Prints how the funnel does in the situations that matter, against the limit (see `limit.ts`):
 * `npm run simulate -- [part of a name] [--json] [--quick]`; or what an event costs: `npm run simulate -- --cost`; or how
 * films get through a thousand random schedules of faults: `npm run simulate -- --faults`, which writes it into
 * docs/faults.md.
 */
import { writeSimulatedReport } from '../../faults/report';
import { playManySimulated } from '../../faults/simulated-play';
import { bars, measureRow, misses, type Row, summarise } from './figures';
import { eventCostMaxUs, measureCosts, patterns } from './microbench';
import { situations } from './situations';

const args = process.argv.slice(2);
const wanted = args.find((arg) => !arg.startsWith('--')) ?? '';
const asJson = args.includes('--json');
const seeds = args.includes('--quick') ? { openings: 3, longRuns: 1 } : { openings: 9, longRuns: 3 };

const seconds = (ms: number): string => (ms / 1000).toFixed(2);
const ratio = (value: number | null): string => (value === null ? '—' : value.toFixed(2));
const rate = (bytesPerSecond: number): string => (bytesPerSecond / 1e6).toFixed(2);

const columns = [
  ['situation', 51],
  ['1st frame s', 12],
  ['limit', 6],
  ['ratio', 6],
  ['seek s', 7],
  ['ratio', 6],
  ['stall s', 8],
  ['limit', 6],
  ['MB/s', 7],
  ['limit', 6],
  ['ratio', 6],
  ['redundancy', 11],
] as const;

function print(cells: readonly string[]): void {
  const [name, ...others] = cells.slice(0, columns.length);
  const aligned = others.map((cell, index) => cell.padStart(columns[index + 1]![1]));
  console.log(name!.padEnd(columns[0][1]) + aligned.join('') + cells.slice(columns.length).join(''));
}

function printRow(row: Row): void {
  const missed = misses(row);
  print([
    row.name,
    seconds(row.firstFrameMs.measured),
    seconds(row.firstFrameMs.limit),
    ratio(row.firstFrameRatio),
    row.seekMs === null ? '—' : seconds(row.seekMs),
    ratio(row.seekRatio),
    seconds(row.stallMs.measured),
    seconds(row.stallMs.limit),
    rate(row.bytesPerSecond.measured),
    rate(row.bytesPerSecond.limit),
    row.transferRatio.toFixed(3),
    row.redundancy.toFixed(3),
    missed.length === 0 ? '' : `  misses: ${missed.join(', ')}`,
  ]);
}

function printSummary(rows: readonly Row[]): void {
  const summary = summarise(rows);
  const line = (what: string, value: number | null, bar: string, holds: boolean) =>
    value === null ||
    console.log(`${what.padEnd(44)}${value.toFixed(3)}  bar ${bar}  ${holds ? 'holds' : 'MISSED'}`);
  const { firstFrameRatio, transferRatio, redundancy, redundancyWithHangs } = summary;
  console.log();
  line(
    'first frame / limit, median',
    firstFrameRatio,
    `≤ ${bars.firstFrameRatio}`,
    firstFrameRatio <= bars.firstFrameRatio,
  );
  line(
    'transfer / limit, median',
    transferRatio,
    `≥ ${bars.transferRatio}`,
    transferRatio >= bars.transferRatio,
  );
  const { none, hangs } = bars.redundancy;
  line('redundancy without faults, worst', redundancy, `≤ ${none}`, (redundancy ?? 0) <= none);
  line(
    'redundancy with 5 % hangs, worst',
    redundancyWithHangs,
    `≤ ${hangs}`,
    (redundancyWithHangs ?? 0) <= hangs,
  );
  const clean = rows.filter((row) => misses(row).length === 0).length;
  console.log(`${clean} of ${rows.length} situations hold every bar by themselves`);
}

function simulate(): void {
  const rows: Row[] = [];
  if (!asJson) print(columns.map(([title]) => title));
  for (const [name, situation] of Object.entries(situations)) {
    if (!name.includes(wanted)) continue;
    const row = measureRow(name, situation, seeds);
    rows.push(row);
    if (!asJson) printRow(row);
  }
  if (asJson) {
    const held = rows.map((row) => ({ ...row, misses: misses(row) }));
    console.log(JSON.stringify({ bars, summary: summarise(rows), situations: held }, null, 2));
  } else printSummary(rows);
}

function printCosts(): void {
  for (const pattern of patterns) {
    console.log(`10,000 pieces known, ${pattern} in hand:`);
    for (const { kind, events, meanUs, maxUs } of measureCosts(pattern)) {
      const bar = `  bar < ${eventCostMaxUs}  ${meanUs < eventCostMaxUs ? 'holds' : 'MISSED'}`;
      const figures = [events, meanUs.toFixed(1), maxUs.toFixed(0)].map((cell) => String(cell).padStart(8));
      console.log(
        `  ${kind.padEnd(9)}${figures[0]} events, mean${figures[1]} µs, most${figures[2]} µs${kind === 'all' ? bar : ''}`,
      );
    }
  }
}

async function simulateFaults(): Promise<void> {
  const plays = playManySimulated(1_000);
  console.log(plays);
  await writeSimulatedReport(plays);
  const isSound = plays.wrongs.length === 0 && plays.playedThrough >= 0.95 * plays.left;
  process.exitCode = isSound ? 0 : 1;
}

if (args.includes('--cost')) printCosts();
else if (args.includes('--faults')) await simulateFaults();
else simulate();
