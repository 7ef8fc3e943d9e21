import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

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
