// `npm run package`: what the stores are given, in artifacts/packages. The same sources make the same bytes, whenever and wherever.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { zipSync } from 'fflate';

const root = fileURLToPath(new URL('..', import.meta.url));
const outFolder = resolve(process.argv[2] ?? join(root, 'artifacts/packages'));

/** What each browser has no use for in the manifest: `[key, part of it]`, or the whole of a key. */
const foreignKeys = {
  chromium: [['browser_specific_settings'], ['background', 'scripts']],
  firefox: [['minimum_chrome_version'], ['background', 'service_worker']],
};

rmSync(outFolder, { recursive: true, force: true });
const built = join(outFolder, 'built');
execFileSync(process.execPath, [join(root, 'build.mjs'), built], { stdio: 'inherit' });
const files = readdirSync(built, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile())
  .map((entry) => relative(built, join(entry.parentPath, entry.name)));
const { version } = readJson(join(built, 'manifest.json'));

for (const [browser, keys] of Object.entries(foreignKeys)) {
  const manifest = readJson(join(built, 'manifest.json'));
  for (const [key, part] of keys) {
    if (part === undefined) delete manifest[key];
    else delete manifest[key][part];
  }
  const text = Buffer.from(`${JSON.stringify(manifest, null, 2)}\n`);
  writeZip(`funnel-${version}-${browser}.zip`, built, files, { 'manifest.json': text });
}
// In the source archive itself there is no other to be made.
if (existsSync(join(root, '.git'))) writeZip(`funnel-${version}-source.zip`, root, sources());
rmSync(built, { recursive: true });

/** All that belongs to the project, as git knows it: with what is not committed yet, without what is made. */
function sources() {
  const listed = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
    cwd: root,
    encoding: 'utf8',
  });
  return listed.split('\0').filter(Boolean);
}

/**
 * Nothing of when or by whom goes in: names in order, one date for all, no rights but whether a file can be run.
 * @param {Record<string, Uint8Array>} instead of what lies in the folder
 */
function writeZip(name, folder, paths, instead = {}) {
  const entries = paths.toSorted().map((path) => {
    const file = join(folder, path);
    const mode = (statSync(file).mode & 0o100) === 0 ? 0o100644 : 0o100755;
    // The earliest a zip can tell; by the local clock, as fflate reads it.
    return [
      path,
      [instead[path] ?? readFileSync(file), { mtime: new Date(1980, 0, 1), os: 3, attrs: mode << 16 }],
    ];
  });
  const zip = zipSync(Object.fromEntries(entries), { level: 9 });
  mkdirSync(outFolder, { recursive: true });
  writeFileSync(join(outFolder, name), zip);
  console.log(`${name}: ${(zip.length / 1e6).toFixed(2)} MB, ${entries.length} files`);
}

function readJson(path) {
  return JSON.parse(readFileSync(path, 'utf8'));
}
