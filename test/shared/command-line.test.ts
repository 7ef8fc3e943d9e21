import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { commandLine, type Program, programs } from '../../src/shared/command-line';
import { parseProfile } from '../../src/shared/parse-profile';
import { parsePlayableUrl } from '../../src/shared/playable-url';

/** What each program is given for each line, by the shell's own reading of it. */
function wordsOf(shell: string, lines: readonly string[]): string[][] {
  const tellWords = programs.map((name) => `${name}() { printf '%s\\0' "$#" "$@"; }`).join('\n');
  const output = execFileSync(shell, { input: `${tellWords}\n${lines.join('\n')}\n`, encoding: 'utf8' });
  const told = output.split('\0').slice(0, -1);
  const words: string[][] = [];
  for (let at = 0; at < told.length; ) {
    const count = Number(told[at]);
    words.push(told.slice(at + 1, at + 1 + count));
    at += 1 + count;
  }
  return words;
}

/** What shells, programs and terminals give a meaning to. */
const hostile = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        ...'\'"`$\\;&|<>(){}[]*?!#~ \t-=%@^,',
        '$(touch x)',
        "';x;'",
        '--output',
        '\u202e',
        '片',
      ),
      fc.string({ unit: 'grapheme', maxLength: 4 }),
    ),
    { maxLength: 12 },
  )
  .map((parts) => parts.join(''));

const urls = hostile
  .map((text) => `https://films.test/a${text}b.mp4`)
  .filter((text) => isPlayable(text))
  .map(parsePlayableUrl);
const headers = fc
  .tuple(fc.constantFrom('user-agent', 'referer', 'origin', "x-a'b$c"), hostile)
  .map(([name, text]) => ({ name, value: text }))
  .filter(
    (header) => parseProfile({ name: '', isOn: true, hosts: ['a.test'], headers: [header] }).fault === null,
  );

function isPlayable(text: string): boolean {
  try {
    parsePlayableUrl(text);
    return true;
  } catch {
    return false;
  }
}

const cases = fc.record({
  program: fc.constantFrom(...programs),
  url: urls,
  headers: fc.array(headers, { maxLength: 3 }),
});

describe.each(['sh', 'bash'])('%s', (shell) => {
  test('hands link and headers to the program to the letter, whatever is in them', () => {
    const check = (
      batch: { program: Program; url: string; headers: { name: string; value: string }[] }[],
    ) => {
      const lines = batch.map(({ program, url, headers }) => commandLine(program, url, headers, 'film'));
      const words = wordsOf(shell, lines);
      expect(words.length).toBe(batch.length);
      for (const [i, { url, headers }] of batch.entries()) {
        expect(words[i]!.at(-1)).toBe(url);
        for (const { value } of headers) {
          expect(words[i]!.slice(0, -1).some((word) => word.endsWith(value))).toBe(true);
        }
      }
    };
    // A shell for each case would take minutes.
    fc.assert(fc.property(fc.array(cases, { minLength: 20, maxLength: 40 }), check), { numRuns: 20 });
  });
});

test('each program is told the headers in its own way', () => {
  const url = 'https://films.test/a film.mp4?sign=a+b%2f';
  const headers = [
    { name: 'user-agent', value: "Bob's" },
    { name: 'referer', value: 'https://page.test/' },
    { name: 'x-key', value: '1, 2' },
  ];
  expect(programs.map((program) => commandLine(program, url, headers, 'A film.mp4'))).toEqual([
    `mpv '--user-agent=Bob'\\''s' --referrer=https://page.test/ '--http-header-fields-append=x-key: 1, 2' -- '${url}'`,
    `aria2c '--out=A film.mp4' --split=16 --max-connection-per-server=16 --min-split-size=1M '--user-agent=Bob'\\''s' '--header=referer: https://page.test/' '--header=x-key: 1, 2' -- '${url}'`,
    `curl --fail --location --globoff --output 'A film.mp4' --header 'user-agent: Bob'\\''s' --header 'referer: https://page.test/' --header 'x-key: 1, 2' --url '${url}'`,
  ]);
});

test.each([
  ['film.mp4', 'film.mp4'],
  ['.bashrc', 'bashrc'],
  ['../../.ssh/config', '_.._.ssh_config'],
  ['-o.mp4', 'o.mp4'],
  ['~\n', '_'],
  ['...', 'film'],
])('a film called %j is saved as %j, whatever its host calls it', (title, name) => {
  const words = wordsOf('sh', [commandLine('curl', 'https://films.test/f.mp4', [], title)])[0]!;
  expect(words[words.indexOf('--output') + 1]).toBe(name);
});
