import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { unzipSync } from 'fflate';
import { afterAll, beforeAll, expect, test } from 'vitest';

const root = fileURLToPath(new URL('..', import.meta.url));
// Side by side: source maps tell where the sources lie, from where they are.
const folders = ['artifacts/packages-1', 'artifacts/packages-2'].map((path) => join(root, path));
const zones = ['America/Los_Angeles', 'Asia/Shanghai'];
let packages: Map<string, Buffer>[];

beforeAll(() => {
  packages = folders.map((folder, i) => {
    const env = { ...process.env, TZ: zones[i] };
    execFileSync(process.execPath, [join(root, 'tools/package.mjs'), folder], { env });
    return new Map(readdirSync(folder).map((name) => [name, readFileSync(join(folder, name))]));
  });
}, 120_000);
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
const filesOf = (kind: string) => unzipSync(packages[0]!.get(`funnel-${version}-${kind}.zip`)!);
const textOf = (files: Record<string, Uint8Array>, path: string) => new TextDecoder().decode(files[path]);
const manifestOf = (kind: string) => JSON.parse(textOf(filesOf(kind), 'manifest.json'));

test('made twice, in two parts of the world, packages are the same to the byte', () => {
  const [first, second] = packages;
  const names = ['chromium', 'firefox', 'source'].map((kind) => `funnel-${version}-${kind}.zip`);
  expect([...first!.keys()].toSorted()).toEqual(names);
  for (const name of names) expect(first!.get(name)!.equals(second!.get(name)!), name).toBe(true);
});

test('each browser gets a manifest without the keys of the other, of the version of the package', () => {
  const [chromium, firefox] = [manifestOf('chromium'), manifestOf('firefox')];
  expect([chromium.version, firefox.version]).toEqual([version, version]);
  expect(chromium.background).toEqual({ service_worker: 'background/main.js' });
  expect(firefox.background).toEqual({ scripts: ['background/main.js'] });
  expect(chromium).not.toHaveProperty('browser_specific_settings');
  expect(firefox).not.toHaveProperty('minimum_chrome_version');
  expect(firefox.permissions).toEqual(chromium.permissions);
});

test('the licences of what is in it are in it', () => {
  const text = textOf(filesOf('chromium'), 'THIRD-PARTY.txt');
  for (const name of [
    'mp4box',
    'media-chrome',
    'media-captions',
    'chardet',
    'uplot',
    'webextension-polyfill',
  ]) {
    expect(text).toMatch(new RegExp(`^${name}$`, 'm'));
  }
});

test('no page of the web can reach into it', () => {
  for (const kind of ['chromium', 'firefox']) {
    const manifest = manifestOf(kind);
    expect(manifest).not.toHaveProperty('web_accessible_resources');
    expect(manifest).not.toHaveProperty('externally_connectable');
    expect(manifest).not.toHaveProperty('content_scripts');
  }
});

test('every file its pages name is there', () => {
  const files = filesOf('firefox');
  for (const page of Object.keys(files).filter((path) => path.endsWith('.html'))) {
    for (const [, name] of textOf(files, page).matchAll(/(?:src|href)="([^"#]+)[^"]*"/g)) {
      const path = new URL(name!, `https://x.example/${page}`).pathname.slice(1);
      expect(Object.keys(files), `${page} names ${name}`).toContain(path);
    }
  }
});

/** All scripts of a page, those it loads later included, gzipped one by one; KB of 1000 bytes. */
function scriptKilobytes(page: string): number {
  const files = filesOf('chromium');
  const names = Object.keys(files).filter((path) => path.startsWith(`${page}/`) && path.endsWith('.js'));
  expect(names).toContain(`${page}/main.js`);
  return names.reduce((sum, name) => sum + gzipSync(files[name]!).length, 0) / 1000;
}

test('the pages are light', () => {
  expect(scriptKilobytes('player')).toBeLessThanOrEqual(250);
  expect(scriptKilobytes('popup')).toBeLessThanOrEqual(40);
});

test('the sources hold what it takes to build them, and nothing that is made', () => {
  const names = Object.keys(filesOf('source'));
  for (const name of ['package-lock.json', 'build.mjs', 'README.md', 'LICENSE', 'src/player/main.ts'])
    expect(names).toContain(name);
  expect(names.filter((name) => /^(?:dist|artifacts|node_modules)\//.test(name))).toEqual([]);
});
