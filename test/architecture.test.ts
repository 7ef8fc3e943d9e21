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
  welcome: ['shared'],
};

/** The core reads MP4 with a library of its own kind, and uses no other package. */
const mayUsePackage = (part: string, name: string) => part !== 'core' || name === 'mp4box';

const importsOf = (path: string) =>
  [...codeOf(path).matchAll(/(?:from|import)\s*\(?\s*['"]([^'"]+)['"]/g)].map((match) => match[1]!);

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
  const texts = files.filter((path) => /\.(ts|html|css)$/.test(path));
  const lengths = texts.map((path) => [path, textOf(path).split('\n').length - 1] as const);
  const tooLong = lengths.filter(([, lines]) => lines > 300);
  expect(tooLong).toEqual([]);
});

test('no sheet knows left from right, so that pages can be mirrored', () => {
  const sided =
    /(?:^|[{;\s-])(?:left|right)\s*:|:\s*(?:left|right)\s*;|\b(?:margin|padding|border)-(?:left|right)\b/m;
  const sheets = files.filter((path) => path.endsWith('.css'));
  expect(sheets.length).toBeGreaterThan(3);
  // What a library has named so is not ours to name.
  const ours = (path: string) => codeOf(path).replace(/--[\w-]+/g, '');
  expect(sheets.filter((path) => sided.test(ours(path)))).toEqual([]);
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

test('only the background asks the network for anything, and nothing asks but by fetch', () => {
  const otherWays = /\b(?:XMLHttpRequest|sendBeacon|WebSocket|WebTransport|EventSource|RTCPeerConnection)\b/;
  expect(modules.filter((path) => otherWays.test(codeOf(path)))).toEqual([]);
  const fetching = modules.filter((path) => /(?<![.\w])fetch\(/.test(codeOf(path)));
  expect(fetching.filter((path) => !path.startsWith('background/'))).toEqual([]);
  expect(fetching).not.toEqual([]);
});

test('no page loads code or styles that did not come with it', () => {
  const pages = files.filter((path) => path.endsWith('.html'));
  const loaded = pages.flatMap((path) =>
    [...textOf(path).matchAll(/<(?:script|link|img|iframe)\b[^>]*\b(?:src|href)="([^"]*)"/g)].map(
      (match) => match[1]!,
    ),
  );
  expect(loaded.length).toBeGreaterThan(5);
  expect(loaded.filter((address) => /^[a-z]+:|^\/\//i.test(address))).toEqual([]);
  for (const path of pages) expect(textOf(path), path).not.toMatch(/<script(?![^>]*\bsrc=)|\son\w+=/);
});

describe('the manifest', () => {
  const manifest = JSON.parse(readFileSync(join(src, '../manifest.json'), 'utf8'));

  test('opens no door to pages and other extensions', () => {
    for (const door of ['web_accessible_resources', 'externally_connectable', 'content_scripts', 'sandbox']) {
      expect(manifest, door).not.toHaveProperty(door);
    }
  });

  test('lets pages run nothing but what came with them, and be shown in none', () => {
    const policy: string = manifest.content_security_policy.extension_pages;
    const directives = Object.fromEntries(
      policy.split(';').map((each) => {
        const [name, ...values] = each.trim().split(/\s+/);
        return [name, values.join(' ')];
      }),
    );
    expect(directives).toMatchObject({
      'default-src': "'none'",
      'script-src': "'self'",
      'object-src': "'none'",
      'base-uri': "'none'",
      'form-action': "'none'",
      'frame-ancestors': "'none'",
    });
    expect(policy).not.toContain('unsafe-eval');
  });
});

/** The part of the API that a permission opens. */
const usedAs = (permission: string): string =>
  ({
    activeTab: 'scripting',
    declarativeNetRequestWithHostAccess: 'declarativeNetRequest',
    webRequestBlocking: 'webRequest',
  })[permission] ?? permission;

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

test('every permission asked for is explained', () => {
  const manifest = JSON.parse(readFileSync(join(src, '../manifest.json'), 'utf8'));
  const explained = readFileSync(join(src, '../PRIVACY.md'), 'utf8');
  for (const permission of manifest.permissions) expect(explained).toContain(`\`${permission}\``);
});
