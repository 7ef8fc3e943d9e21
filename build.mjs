// Makes dist/, or the folder named: the extension, loadable unpacked in Chromium and Firefox as it is.
import { cp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = (path) => fileURLToPath(new URL(path, import.meta.url));

const dist = resolve(process.argv[2] ?? root('dist'));
const inDist = (path) => join(dist, path);

await rm(dist, { recursive: true, force: true });
const entryPoint = (page) => ({ in: root(`src/${page}/main.ts`), out: `${page}/main` });
/** Those that need no preloading. */
const plainPages = ['popup', 'options', 'welcome'];
const sheets = ['shared/look.css', ...['player', ...plainPages].map((page) => `${page}/style.css`)];
const common = {
  outdir: dist,
  bundle: true,
  target: ['chrome121', 'firefox142'],
  minify: true,
  sourcemap: 'linked',
  legalComments: 'linked',
  logLevel: 'warning',
};
const [player, others] = await Promise.all([
  // What it takes by `import()` becomes a file of its own, loaded when it is needed.
  build({
    ...common,
    entryPoints: [entryPoint('player')],
    format: 'esm',
    splitting: true,
    loader: { '.css': 'text' },
    chunkNames: 'player/[name]-[hash]',
    metafile: true,
  }),
  build({
    ...common,
    entryPoints: ['background', ...plainPages].map(entryPoint),
    format: 'iife',
    metafile: true,
  }),
  build({ ...common, entryPoints: sheets.map((path) => root(`src/${path}`)), outbase: root('src') }),
]);
const asItIs = ['manifest.json', '_locales', 'icons', 'LICENSE'];
const pages = plainPages.map((page) => `${page}/index.html`);
await Promise.all([
  ...asItIs.map((path) => cp(root(path), inDist(path), { recursive: true })),
  ...[...pages, 'welcome/sample.mp4'].map((path) => cp(root(`src/${path}`), inDist(path))),
  writeFile(inDist('THIRD-PARTY.txt'), await licences([player, others])),
  writeFile(inDist('player/index.html'), await withPreloads('src/player/index.html', player.metafile)),
]);

/** A page that asks at once for every file its script is going to import, instead of finding one in the other. */
async function withPreloads(path, { outputs }) {
  const importsOf = (file, kinds) =>
    outputs[file].imports.filter(({ kind }) => kinds.includes(kind)).map((each) => each.path);
  const main = Object.keys(outputs).find((file) => basename(file) === 'main.js');
  const files = new Set(importsOf(main, ['import-statement', 'dynamic-import']));
  for (const file of files) for (const each of importsOf(file, ['import-statement'])) files.add(each);
  const links = [...files].map((file) => `<link rel="modulepreload" href="${basename(file)}">\n    `);
  const html = await readFile(root(path), 'utf8');
  return html.replace('<script type="module"', (script) => links.join('') + script);
}

/** Those of all packages whose code is in the bundles, as they demand. */
async function licences(builds) {
  const inputs = builds.flatMap(({ metafile }) => Object.keys(metafile.inputs));
  const packageOf = (path) => /^.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path);
  const folders = new Map(
    inputs
      .map(packageOf)
      .filter(Boolean)
      .map(([folder, name]) => [name, folder]),
  );
  const texts = [...folders].sort().map(async ([name, folder]) => {
    const file = (await readdir(folder)).find((each) => /^licen[cs]e/i.test(each));
    if (file === undefined) throw new Error(`${name} has no licence`);
    return `${name}\n\n${await readFile(join(folder, file), 'utf8')}`;
  });
  return (await Promise.all(texts)).join(`\n${'-'.repeat(78)}\n\n`);
}
