import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { errorTraits } from '../../src/core/errors';

interface Message {
  readonly message: string;
  readonly placeholders?: Readonly<Record<string, { readonly content: string }>>;
}

const root = fileURLToPath(new URL('../../', import.meta.url));
const read = (path: string): string => readFileSync(join(root, path), 'utf8');
const locale = (name: string): Record<string, Message> => JSON.parse(read(`_locales/${name}/messages.json`));
const en = locale('en');
const locales = readdirSync(join(root, '_locales')).map((name) => [name, locale(name)] as const);

const used = (text: string): string[] =>
  [...text.matchAll(/\$(\w+)\$/g)].map(([, name]) => name!.toLowerCase());
const errorKeys = Object.keys(errorTraits).flatMap((code) => {
  const key = `error_${code.replaceAll(/[/-]/g, '_')}`;
  return [key, `${key}_action`];
});

describe.each(locales)('%s', (_name, messages) => {
  it('has the keys of the English', () => {
    expect(Object.keys(messages).toSorted()).toEqual(Object.keys(en).toSorted());
  });

  it('declares the placeholders it uses, uses those it declares, as the English does', () => {
    for (const [key, { message, placeholders = {} }] of Object.entries(messages)) {
      expect([...new Set(used(message))].toSorted(), key).toEqual(Object.keys(placeholders).toSorted());
      const contents = Object.entries(placeholders).map(([name, { content }]) => [name, content]);
      const english = Object.entries(en[key]?.placeholders ?? {}).map(([name, { content }]) => [
        name,
        content,
      ]);
      expect(contents, key).toEqual(english);
    }
  });

  it('has both sentences for every error', () => {
    for (const key of errorKeys) expect(messages[key]?.message, key).toMatch(/[.。]$/);
  });

  it('has no empty sentence and no stray dollar', () => {
    for (const [key, { message }] of Object.entries(messages)) {
      expect(message.trim(), key).not.toBe('');
      expect(message.replaceAll(/\$\w+\$/g, ''), key).not.toContain('$');
    }
  });
});

it('has no sentence for an error that does not exist', () => {
  const inFile = Object.keys(en).filter((key) => key.startsWith('error_'));
  expect(inFile.toSorted()).toEqual(errorKeys.toSorted());
});

describe('the keys in the source', () => {
  const paths = readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' });
  const typescript = paths
    .filter((path) => path.endsWith('.ts'))
    .map((path) => read(`src/${path}`))
    .join('\n');
  const html = paths
    .filter((path) => path.endsWith('.html'))
    .map((path) => read(`src/${path}`))
    .join('\n');
  const find = (text: string, pattern: RegExp) => [...text.matchAll(pattern)].map((match) => match[1]!);
  const outsideCode = [
    ...find(html, /data-i18n(?:-[a-z-]+)?="([^"]*)"/g),
    ...find(read('manifest.json'), /__MSG_(\w+)__/g),
  ];

  it('all exist', () => {
    // The compiler sees to those given to `message` as literals.
    for (const key of outsideCode) expect(Object.keys(en)).toContain(key);
  });

  it('leave none unused', () => {
    const unused = Object.keys(en).filter(
      (key) => !errorKeys.includes(key) && !outsideCode.includes(key) && !typescript.includes(`'${key}'`),
    );
    expect(unused).toEqual([]);
  });
});
