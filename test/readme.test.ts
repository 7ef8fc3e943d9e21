import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import type { Figures } from '../bench/figures';
import type { Row } from '../bench/report';

const root = fileURLToPath(new URL('..', import.meta.url));
const read = (path: string) => readFileSync(join(root, path), 'utf8');
const { scripts } = JSON.parse(read('package.json'));
const pages = ['README.md', 'README.zh-CN.md', 'CONTRIBUTING.md', 'PRIVACY.md', 'CHANGELOG.md'];

test.each(pages)('%s names commands and files that there are', (page) => {
  const text = read(page);
  const commands = [...text.matchAll(/\bnpm (?:run )?(start|test|[\w:-]+)/g)]
    .map(([, name]) => name!)
    .filter((name) => name !== 'ci' && name !== 'packages');
  for (const name of commands) expect(Object.keys(scripts)).toContain(name);
  const links = [...text.matchAll(/\]\(([^)#]+)|src="([^"]+)"/g)].map(([, link, src]) => link ?? src!);
  for (const link of links) expect(existsSync(join(root, link)), link).toBe(true);
});

test('both tell of the two commands, and the same figures', () => {
  const figures = (text: string) =>
    text
      .split('\n')
      .filter((line) => /^\|.*\d/.test(line))
      .map((line) => line.match(/\d+(?:\.\d+)?/g));
  const [english, chinese] = [read('README.md'), read('README.zh-CN.md')];
  for (const text of [english, chinese]) expect(text).toMatch(/^npm start .*\nnpm test /m);
  expect(figures(english).length).toBeGreaterThan(8);
  expect(figures(chinese)).toEqual(figures(english));
});

test('the comparison is what the benchmark measured last', () => {
  const { rows } = JSON.parse(read('bench/results.json')) as { rows: Row[] };
  const seconds = (ms: number | null) => {
    const value = ms! / 1000;
    return Number(value.toFixed(value < 1 ? 2 : 1));
  };
  const frame = ({ firstFrameMs }: Figures) => [seconds(firstFrameMs)];
  const seek =
    (index: number) =>
    ({ seeks }: Figures) => [seconds(seeks[index]!.elapsedMs)];
  const pauses = ({ stalls, stalledMs }: Figures) => (stalls === 0 ? [] : [stalls, seconds(stalledMs)]);
  const played = ({ filmSecondsAt30 }: Figures) => [Number(filmSecondsAt30!.toFixed(1))];
  const lines: [scenario: string, (figures: Figures) => number[]][] = [
    ['100 KB/s', frame],
    ['100 KB/s', pauses],
    ['100 KB/s', played],
    ['100 KB/s', seek(0)],
    ['100 KB/s', seek(1)],
    ['300 KB/s, moov last', frame],
    ['300 KB/s, moov last', seek(0)],
    ['no cap', frame],
    ['no cap', seek(0)],
  ];
  const measured = lines.map(([scenario, pick]) =>
    (['chromium', 'firefox'] as const).flatMap((browser) => {
      const { figures } = rows.find((row) => row.browser === browser && row.scenario === scenario)!;
      return [pick(figures.native!), pick(figures.funnel)];
    }),
  );
  const table = read('README.md')
    .split('\n')
    .filter((line) => /^\|.*\d/.test(line))
    .map((line) => line.split('|').slice(2, -1));
  const told = table.map((cells) => cells.map((cell) => (cell.match(/\d+(?:\.\d+)?/g) ?? []).map(Number)));
  expect(told).toEqual(measured);
});
