import type { FormatGroup, FormatRow } from './row';
import { differences, isExact, outOfStepSeconds, playsThrough, type Seen } from './seen';

/** One film in one browser: played by it, and by Funnel in it. */
export interface Result {
  readonly native: Seen;
  readonly funnel: Seen;
}

export type Results = ReadonlyMap<FormatRow, Result>;

/** How a film fares in a browser, in a few words. */
export function verdict(row: FormatRow, { native, funnel }: Result): string {
  const wrong = differences(row, native, funnel);
  const told = funnel.notice === null ? '' : ` (\`${funnel.notice}\`)`;
  if (wrong.length > 0) return `**${wrong.join('; ')}**${told}`;
  const isWhole = playsThrough(funnel);
  if (!playsThrough(native)) return `${isWhole ? 'only Funnel plays it' : 'neither plays it through'}${told}`;
  const isBetter = !isExact(row, native) && isExact(row, funnel);
  return `${isBetter ? 'exact, which the browser is not' : 'the same'}${told}`;
}

/** How many films a browser plays, and how many of them Funnel plays as well. */
export function tally(results: Results): {
  readonly native: number;
  readonly same: number;
  readonly more: number;
} {
  const all = [...results];
  const played = all.filter(([, { native }]) => playsThrough(native));
  const same = played.filter(([row, { native, funnel }]) => differences(row, native, funnel).length === 0);
  const more = all.filter(([, { native, funnel }]) => !playsThrough(native) && playsThrough(funnel));
  return { native: played.length, same: same.length, more: more.length };
}

/** The published table. @param late by how many milliseconds sound and picture are apart, of films that have both */
export function report(
  groups: readonly FormatGroup[],
  browsers: Readonly<Record<string, Results>>,
  late: ReadonlyMap<FormatRow, number>,
): string {
  const names = Object.keys(browsers);
  const films = groups.reduce((sum, { rows }) => sum + rows.length, 0);
  const summary = names.map((name) => {
    const { native, same, more } = tally(browsers[name]!);
    return `- ${name} plays ${native} of them by itself; Funnel plays ${same} of these as well or better, and ${more} more.`;
  });
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  const tables = groups.flatMap(({ title, rows }) => [
    `## ${title}`,
    '',
    line(['film', ...names, 'sound to picture']),
    line(['---', ...names.map(() => '---'), '---']),
    ...rows.map((row) => {
      const verdicts = names.map((name) => {
        const result = browsers[name]!.get(row);
        return result ? verdict(row, result) : '';
      });
      const ms = late.get(row);
      const heard = names.map((name) => {
        const result = browsers[name]!.get(row);
        return result ? outOfStepSeconds(row, result.native, result.funnel) : null;
      });
      const isHeard = heard.some((seconds) => seconds !== null);
      const figures = [ms ?? null, ...(isHeard ? heard.map((seconds) => seconds && 1000 * seconds) : [])];
      const apart = figures.map((each) => (each === null ? '–' : `${Math.round(each)} ms`));
      return line([row.name, ...verdicts, isHeard || ms !== undefined ? apart.join(', ') : '']);
    }),
    '',
  ]);
  return [
    '# What plays',
    '',
    `${films} films, each opened in Funnel and in the browser’s own \`<video>\`, from the same server, uncapped. _The same_ means: the`,
    'same duration within 50 ms; the same size of picture; the same frame, by the number drawn on it, after a seek to the start, 25 %,',
    '60 % and 95 %; sound where the browser has sound; and both come to the end. _Exact_ means: Funnel shows what the file says, and the',
    'browser something else (browsers heed few edit lists). What the viewer is told is in brackets. The last column is how far apart sound and picture are in',
    'the times Funnel writes, against those ffmpeg reads from the same file (Chromium’s own player reads files with it too). Where it has',
    'three figures, the others were heard and seen in Chromium and in Firefox: each recorded what it played, and it is how much later than in the',
    'browser’s own player, or than the file says where that is nearer, beeps came with their frames. Recordings are right to some 30 ms on a',
    'busy machine; what is further apart than a frame, 40 ms, counts as a difference.',
    '',
    ...summary,
    '',
    'Made by `npm run formats`; the films are described in `test/formats`.',
    '',
    ...tables,
  ].join('\n');
}
