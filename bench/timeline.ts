// Draws who fetched what when: connections down, time across. An SVG that follows the reader's light or dark scheme.

/** The three kinds of bytes, each in a colour of its own. */
export type Part = 'index' | 'film' | 'afterSeek';

export interface TimelineRequest {
  /** Connections of one lane lie together, under its name. */
  lane: string;
  socketId: number;
  startMs: number;
  /** null: it brought none. */
  firstByteMs: number | null;
  endMs: number;
  part: Part;
  /** Where in its part it lies, from 0 at the beginning to 1: the further the darker. */
  place: number;
}

export interface Mark {
  atMs: number;
  label: string;
  /** On which side of its line the label stands. */
  side: 'left' | 'right';
}

export interface Timeline {
  /** For those who hear it; the description says what the picture shows. */
  title: string;
  description: string;
  /** What the colours mean, and what the pale part of a bar does. */
  legend: Record<Part | 'waiting', string>;
  spanMs: number;
  requests: readonly TimelineRequest[];
  marks: readonly Mark[];
}

const shades = 6;
const widthPx = 960;
const left = 128;
const right = widthPx - 28;
const top = 74;
const rowPx = 15;
const barPx = 11;
const lanePx = 10;

export function drawTimeline(timeline: Timeline): string {
  const { title, description, spanMs, requests, marks, legend } = timeline;
  const x = (ms: number) => left + ((right - left) * Math.min(Math.max(ms, 0), spanMs)) / spanMs;
  const seats = seatsOf(requests);
  const bottom = Math.max(top, ...seats.values()) + rowPx;
  const heightPx = bottom + 40;
  const seatOf = (request: TimelineRequest) => seats.get(request.socketId) ?? top;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${widthPx} ${heightPx}" width="${widthPx}" height="${heightPx}" role="img" aria-labelledby="title description">`,
    `<title id="title">${escaped(title)}</title>`,
    `<desc id="description">${escaped(description)}</desc>`,
    `<style>${style}</style>`,
    `<rect class="card" width="${widthPx}" height="${heightPx}" rx="8"/>`,
    ...drawLegend(legend),
    ...drawAxis(spanMs, x, bottom),
    ...drawLanes(requests, seatOf),
    ...drawBars(requests, x, seatOf),
    ...marks.map((mark) => drawMark(mark, x(mark.atMs), bottom)),
    '</svg>',
    '',
  ].join('\n');
}

/**
 * The y of each connection. One that closed leaves its seat to the next of its lane, so that as many rows are drawn as
 * connections were open at once.
 */
export function seatsOf(requests: readonly TimelineRequest[]): Map<number, number> {
  const seats = new Map<number, number>();
  let y = top;
  for (const lane of lanesOf(requests)) {
    const lives = new Map<number, { startMs: number; endMs: number }>();
    for (const { socketId, startMs, endMs } of requests.filter((request) => request.lane === lane)) {
      const life = lives.get(socketId) ?? { startMs, endMs };
      lives.set(socketId, { startMs: Math.min(life.startMs, startMs), endMs: Math.max(life.endMs, endMs) });
    }
    const freeAtMs: number[] = [];
    for (const [socketId, { startMs, endMs }] of [...lives].sort((a, b) => a[1].startMs - b[1].startMs)) {
      const free = freeAtMs.findIndex((atMs) => atMs <= startMs);
      const row = free === -1 ? freeAtMs.length : free;
      freeAtMs[row] = endMs;
      seats.set(socketId, y + row * rowPx);
    }
    y += freeAtMs.length * rowPx + lanePx;
  }
  return seats;
}

const lanesOf = (requests: readonly TimelineRequest[]) => [...new Set(requests.map(({ lane }) => lane))];

function drawLanes(
  requests: readonly TimelineRequest[],
  seatOf: (request: TimelineRequest) => number,
): string[] {
  return lanesOf(requests).map((lane) => {
    const ys = requests.filter((request) => request.lane === lane).map(seatOf);
    const middle = (Math.min(...ys) + Math.max(...ys) + barPx) / 2;
    const lines = lane.split('\n');
    const first = middle + 4 - (lines.length - 1) * 7;
    return lines.map((line, index) => text(left - 12, first + index * 14, line, 'end')).join('');
  });
}

/** One path for all bars of a colour keeps the file small. */
function drawBars(
  requests: readonly TimelineRequest[],
  x: (ms: number) => number,
  seatOf: (request: TimelineRequest) => number,
): string[] {
  const paths = new Map<string, string>();
  const add = (name: string, fromMs: number, untilMs: number, y: number) => {
    const [start, end] = [round(x(fromMs)), round(x(untilMs))];
    // A hair's breadth apart, so that one bar is told from the next.
    const width = round(Math.max(end - start - 0.5, 0.3));
    paths.set(name, `${paths.get(name) ?? ''}M${start} ${y}h${width}v${barPx}h-${width}z`);
  };
  for (const request of requests) {
    const { part, place, startMs, firstByteMs, endMs } = request;
    add(`${part} waiting`, startMs, firstByteMs ?? endMs, seatOf(request));
    if (firstByteMs !== null) add(`${part} ${shadeOf(place)}`, firstByteMs, endMs, seatOf(request));
  }
  return [...paths].map(([name, path]) => `<path class="${name}" d="${path}"/>`);
}

const shadeOf = (place: number): string => `s${Math.min(Math.floor(place * shades), shades - 1)}`;

function drawLegend(legend: Timeline['legend']): string[] {
  const parts: Part[] = ['index', 'film', 'afterSeek'];
  const entries = [
    ...parts.map((part) => ({
      words: legend[part],
      swatches: Array.from({ length: part === 'index' ? 1 : shades }, (_, shade) => `${part} s${shade}`),
    })),
    { words: legend.waiting, swatches: ['film waiting'] },
  ];
  let at = left;
  return entries.flatMap(({ words, swatches }) => {
    const boxPx = swatches.length === 1 ? 14 : 8;
    const boxes = swatches.map(
      (name, index) =>
        `<rect class="${name}" x="${at + index * boxPx}" y="16" width="${boxPx}" height="${barPx}"/>`,
    );
    const words_ = text(at + boxPx * swatches.length + 6, 26, words);
    at += boxPx * swatches.length + 6 + words.length * 6.4 + 18;
    return [...boxes, words_];
  });
}

function drawAxis(spanMs: number, x: (ms: number) => number, bottom: number): string[] {
  const seconds = Array.from({ length: Math.floor(spanMs / 1000) + 1 }, (_, second) => second);
  const grid = seconds.map((second) => `M${round(x(second * 1000))} ${top - 6}V${bottom}`).join('');
  const numbers = seconds
    .filter((second) => second % 2 === 0)
    .map((second) => text(x(second * 1000), bottom + 18, `${second} s`, 'middle'));
  return [`<path class="grid" d="${grid}"/>`, ...numbers];
}

function drawMark({ label, side }: Mark, x: number, bottom: number): string {
  const [at, anchor] = side === 'left' ? [x - 5, 'end' as const] : [x + 5, 'start' as const];
  return `<path class="mark" d="M${round(x)} 42V${bottom + 4}"/>${text(at, 52, label, anchor, 'strong')}`;
}

function text(
  x: number,
  y: number,
  words: string,
  anchor: 'start' | 'middle' | 'end' = 'start',
  name = '',
): string {
  const attributes = `${anchor === 'start' ? '' : ` text-anchor="${anchor}"`}${name && ` class="${name}"`}`;
  return `<text x="${round(x)}" y="${round(y)}"${attributes}>${escaped(words)}</text>`;
}

const round = (value: number) => Math.round(value * 10) / 10;

const escaped = (words: string): string =>
  words.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

/** From the palest to the darkest; in the dark scheme from the dimmest to the brightest. */
const ramps: Record<'light' | 'dark', Record<Part, readonly string[]>> = {
  light: {
    index: ['#7c5cbf'],
    film: ['#9cc9ee', '#74b0e4', '#4f97d8', '#2f7dc7', '#1663ab', '#0a4a87'],
    afterSeek: ['#f5c26b', '#eda63f', '#de8a1e', '#c47010', '#a3590a', '#7f4407'],
  },
  dark: {
    index: ['#a78be6'],
    film: ['#1f5283', '#2a6aa8', '#3783ca', '#539ee2', '#7db9f0', '#a9d3f9'],
    afterSeek: ['#7d4a0c', '#a06212', '#c47d1c', '#e0982f', '#f1b357', '#f9cf8c'],
  },
};

const fills = (scheme: 'light' | 'dark'): string =>
  Object.entries(ramps[scheme])
    .flatMap(([part, ramp]) => [
      `.${part}.waiting{fill:${ramp[Math.min(2, ramp.length - 1)]}}`,
      ...Array.from({ length: shades }, (_, shade) => `.${part}.s${shade}{fill:${ramp[shade] ?? ramp[0]}}`),
    ])
    .join('');

const style = `
text{font:12px system-ui,sans-serif;fill:#3b4450}
.strong{font-weight:600;fill:#14181d}
.card{fill:#fff;stroke:#d8dee5}
.grid{stroke:#e6eaef;fill:none}
.mark{stroke:#14181d;stroke-dasharray:4 3;fill:none}
.waiting{fill-opacity:.3}
${fills('light')}
@media (prefers-color-scheme:dark){
text{fill:#b4bec9}
.strong{fill:#f0f3f6}
.card{fill:#12161b;stroke:#2c343d}
.grid{stroke:#242b33}
.mark{stroke:#f0f3f6}
${fills('dark')}
}
`;
