import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';

const src = resolve(import.meta.dirname, '../src');

const files = readdirSync(src, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile())
  .map((entry) => relative(src, join(entry.parentPath, entry.name)));
const modules = files.filter((path) => path.endsWith('.ts'));
const textOf = (path: string) => readFileSync(join(src, path), 'utf8');
/** Without comments: words in them do nothing. */
const codeOf = (path: string) => textOf(path).replace(/\/\*[\s\S]*?\*\/|(?<!:)\/\/.*$/gm, '');

/** What each part may import, besides itself. */
const mayImport: Readonly<Record<string, readonly string[]>> = {
  core: [],
  shared: ['core'],
  background: ['core', 'shared'],
  player: ['core', 'shared'],
  popup: ['core', 'shared'],
  options: ['core', 'shared'],
};

/** The core reads MP4 with a library of its own kind, and uses no other package. */
const mayUsePackage = (part: string, name: string) => part !== 'core' || name === 'mp4box';

const importsOf = (path: string) =>
  [...codeOf(path).matchAll(/(?:from|import)\s*\(?\s*['"]([^'"]+)['"]/g)].map((match) => match[1]!);

/** Files that may be longer than 300 lines, each for a reason one would defend. */
const longFiles: Readonly<Record<string, string>> = {
  'player/style.css': 'one page, one sheet: the cascade is easier to follow in one place',
};

/** Whether a module may import a name: a package, or a module of its own part or one below. */
function mayBeImported(path: string, name: string): boolean {
  const part = path.split('/')[0]!;
  if (!name.startsWith('.')) return mayUsePackage(part, name);
  const target = relative(src, resolve(src, dirname(path), name)).split('/')[0]!;
  // The manifest and the messages lie beside src: anyone may read them, but the core has no use for them.
  if (target === '..') return part !== 'core' && name.endsWith('.json');
  return target === part || mayImport[part]!.includes(target);
}

test('every part is known', () => {
  expect(modules.filter((path) => !(path.split('/')[0]! in mayImport))).toEqual([]);
});

test('imports run one way', () => {
  const wrong = modules.flatMap((path) =>
    importsOf(path)
      .filter((name) => !mayBeImported(path, name))
      .map((name) => `${path} imports ${name}`),
  );
  expect(wrong).toEqual([]);
  expect(modules.flatMap(importsOf).length, 'imports found at all').toBeGreaterThan(100);
});

describe('the core', () => {
  const core = modules.filter((path) => path.startsWith('core/'));

  test('knows no browser, no page, no clock', () => {
    const forbidden =
      /\b(?:browser|chrome|document|window|navigator|fetch|setTimeout|setInterval|Worker|MediaSource|localStorage)\s*[.(]|\bDate\.now\(|\bperformance\.now\(/;
    expect(core.filter((path) => forbidden.test(codeOf(path)))).toEqual([]);
  });

  test('takes chance as a parameter, never by itself but as a default', () => {
    for (const path of core) {
      expect(codeOf(path).replaceAll('= Math.random', ''), path).not.toContain('Math.random');
    }
  });
});

test('no file is too long to read at once', () => {
  const lengths = files.map((path) => [path, textOf(path).split('\n').length - 1] as const);
  const tooLong = lengths.filter(([path, lines]) => lines > 300 && !(path in longFiles));
  expect(tooLong).toEqual([]);
});

test('no exception outlives its reason', () => {
  for (const path of Object.keys(longFiles)) {
    expect(textOf(path).split('\n').length, `${path} is short now`).toBeGreaterThan(300);
  }
});

test('no text is taken for markup or code, and no URL is taken apart', () => {
  const forbidden =
    /\b(?:innerHTML|outerHTML|insertAdjacentHTML|document\.write|URLSearchParams|searchParams|eval|new Function)\b/;
  expect(modules.filter((path) => forbidden.test(codeOf(path)))).toEqual([]);
});

test('every permission asked for is used', () => {
  const manifest = JSON.parse(readFileSync(join(src, '../manifest.json'), 'utf8'));
  const code = modules.map(codeOf).join('\n');
  const asked: string[] = [...(manifest.permissions ?? []), ...(manifest.optional_permissions ?? [])];
  for (const permission of asked) {
    expect(code, permission).toMatch(new RegExp(`\\b(?:browser|chrome)\\.${usedAs(permission)}\\b`));
  }
  // Only a fetch of any host's film needs every host.
  if (manifest.host_permissions?.length) expect(code).toMatch(/\bfetch\(order\.url/);
});

/** The part of the API that a permission opens. */
const usedAs = (permission: string): string =>
  ({ declarativeNetRequestWithHostAccess: 'declarativeNetRequest', webRequestBlocking: 'webRequest' })[
    permission
  ] ?? permission;

test('every API that needs a permission has it', () => {
  const manifest = JSON.parse(readFileSync(join(src, '../manifest.json'), 'utf8'));
  const code = modules.map(codeOf).join('\n');
  for (const api of [
    'contextMenus',
    'downloads',
    'storage',
    'scripting',
    'webRequest',
    'cookies',
    'history',
  ]) {
    if (new RegExp(`\\bbrowser\\.${api}\\b`).test(code)) {
      expect([...manifest.permissions, ...(manifest.optional_permissions ?? [])]).toContain(api);
    }
  }
});
