import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { BrowserName } from '../browser/viewer';
import type { RandomPlay } from './random-play';
import type { FaultRow } from './rows';
import type { SimulatedPlays } from './simulated-play';
import type { Seen } from './soak-viewer';

export interface RowResult {
  readonly browser: BrowserName;
  readonly row: FaultRow;
  readonly reasons: readonly string[];
  /** Null where it was as it should be. */
  readonly failure: string | null;
}

const file = fileURLToPath(new URL('../../docs/faults.md', import.meta.url));
const intro = `# What goes wrong, and what a viewer sees of it

Written by \`npm run faults\` and \`npm run faults -- --random\`: a film of a minute or longer in real browsers, from a server that
misbehaves as told. Every sample the decoder is given is held against the file.
`;

const promises = {
  plays: 'plays on',
  waits: 'says why it waits, goes on by itself',
  'plays natively': 'the browser’s own player goes on',
  ends: 'says why it has ended; one click goes on',
  'ends or waits': 'says why it waits and goes on by itself, or has ended: then one click goes on',
  asks: 'asks for a fresh link, goes on with it',
} as const;

export function writeRowReport(results: readonly RowResult[]): Promise<void> {
  const cell = (name: string, browser: BrowserName) => {
    const result = results.find((each) => each.row.name === name && each.browser === browser)!;
    const said = [...new Set(result.reasons)].map((code) => `\`${code}\``).join(', ') || 'nothing';
    return result.failure === null ? said : `**not so**: ${result.failure.split('\n')[0]}`;
  };
  const rows = [...new Set(results.map(({ row }) => row))].map(
    ({ name, outcome }) =>
      `| ${name} | ${promises[outcome.type]} | ${cell(name, 'chromium')} | ${cell(name, 'firefox')} |`,
  );
  return writeSection('One fault at a time', [
    'From the first second of the film on, or from before it is opened, every request meets the fault, but where the row says otherwise. In',
    'the middle of a film all connections are cut just before, which is where most of the `network/reset` and `network/unreachable` come from.',
    'The last columns: what the page said, code by code.',
    'No sample was wrong, and no stop longer than 10 s went without a reason, where nothing else is said.',
    '',
    '| fault | the film | Chromium | Firefox |',
    '| --- | --- | --- | --- |',
    ...rows,
  ]);
}

export function writeRandomReport(plays: readonly RandomPlay[]): Promise<void> {
  const line = (browser: BrowserName) => {
    const its = plays.filter((play) => play.browser === browser);
    const sum = (of: (play: RandomPlay) => number) => its.reduce((total, play) => total + of(play), 0);
    const through = sum(({ isPlayedThrough }) => Number(isPlayedThrough));
    const share = `${through} of ${its.length} (${((100 * through) / its.length).toFixed(1)} %)`;
    const wrong = `${sum((play) => play.wrongSamples)} of ${sum((play) => play.samples)}`;
    const uncaught = sum((play) => play.uncaught.length);
    return `| ${browser} | ${share} | ${wrong} | ${sum((play) => play.stops)} | ${sum((play) => play.silentStops)} | ${uncaught} |`;
  };
  const others = plays.filter(({ isPlayedThrough }) => !isPlayedThrough);
  return writeSection('At random', [
    'Two to four troubles, one after the other, of kinds, at moments and for times that a seed decides, one in four for twelve to twenty',
    'seconds, with all connections cut just before; the background stopped now and then. Bandwidth is one to four times what the film needs. 24 s of it are to be played, and the',
    'viewer does nothing.',
    '',
    '| | played through | wrong samples | stops > 10 s | of those without a reason | uncaught errors |',
    '| --- | --- | --- | --- | --- | --- |',
    line('chromium'),
    line('firefox'),
    ...(others.length > 0 ? ['', 'Not played through:', ''] : []),
    ...others.map(
      ({ browser, seed, troubles, error }) =>
        `- ${browser}, seed ${seed}: ${troubles.join('; ')}; at the end: ${error}`,
    ),
  ]);
}

export function writeSimulatedReport(seen: SimulatedPlays): Promise<void> {
  const { plays, left, playedThrough, stops, wrongBytes, silentStops, untoldStops } = seen;
  return writeSection('At random, in simulation', [
    'The scheduler alone, in virtual time: films of 24 s, each with two to four troubles that a seed decides, beginning before the first',
    'byte or later, one after the other or at once, for all requests or a share of them, one in four for ten to twenty seconds; servers that',
    'restart and networks that are gone for half a minute; the background stopped now and then. Every byte is held against the file, every',
    'code that is told against the troubles there were. What a page would show is what the scheduler says, or else what',
    '`player/standstill.ts` finds.',
    '',
    `- schedules: ${plays}; wrong bytes: ${wrongBytes}`,
    `- stops longer than 10 s: ${stops}; of those without a reason: ${silentStops}; without the scheduler's own word though not a byte came: ${untoldStops}`,
    `- schedules that leave the film to be had: ${left}; played through without the viewer: ${playedThrough} (${((100 * playedThrough) / left).toFixed(1)} %)`,
    '',
    'The others change the file, or answer all requests with something else: each ended in words, or was played through before.',
  ]);
}

/** One minute of a soak. */
export interface SoakMinute extends Omit<Seen, 'fed'> {
  readonly samples: number;
  readonly wrongSamples: number;
  readonly memoryBytes: number;
}

const namesOf = { chromium: 'Chromium', firefox: 'Firefox' } as const;

export function writeSoakReport(browser: BrowserName, minutes: readonly SoakMinute[]): Promise<void> {
  const sum = (of: (minute: SoakMinute) => number) =>
    minutes.reduce((total, minute) => total + of(minute), 0);
  const memoryMB = minutes.map(({ memoryBytes }) => (memoryBytes / 2 ** 20).toFixed(0));
  const filmMinutes = sum(({ filmSeconds }) => filmSeconds) / 60;
  return writeSection(`For long, in ${namesOf[browser]}`, [
    `${minutes.length} minutes at twenty times the film's speed (sixteen, and a minute left out each quarter of one), over and over the`,
    'same half hour. One request in fifty meets a fault of any kind, and one fragment in five hundred is refused by the decoder or breaks it, which',
    'has room for 45 s of film; every few seconds the background is stopped, the server restarts, the line is gone for half a minute, or',
    'connections are refused. The viewer clicks where the page has ended and offers to go on.',
    '',
    `- film played: ${filmMinutes.toFixed(0)} minutes`,
    `- wrong samples: ${sum(({ wrongSamples }) => wrongSamples)} of ${sum(({ samples }) => samples)}`,
    `- uncaught errors: ${sum(({ uncaught }) => uncaught.length)}`,
    `- stops longer than 10 s: ${sum(({ stops }) => stops)}; of those without a reason on the page: ${sum(({ silentStops }) => silentStops)}`,
    `- clicks: ${sum(({ clicks }) => clicks)}; the browser's own player took over: ${sum(({ reloads }) => reloads)} times`,
    `- memory of ${browser === 'chromium' ? "the page's script" : "the extension's process"} after each minute, in MB: ${memoryMB.join(', ')}`,
  ]);
}

/** Replaces one section, and leaves the others as they are. */
async function writeSection(title: string, lines: readonly string[]): Promise<void> {
  const before = await readFile(file, 'utf8').catch(() => intro);
  const [, ...sections] = before.split(/^## /m);
  const others = sections.filter((section) => !section.startsWith(`${title}\n`));
  const mine = `${title}\n\n${lines.join('\n')}\n`;
  const all = title === 'One fault at a time' ? [mine, ...others] : [...others, mine];
  await writeFile(file, [intro, ...all.map((section) => `## ${section.trimEnd()}\n`)].join('\n'));
}
