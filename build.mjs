// Makes dist/: the extension, loadable unpacked in Chromium and Firefox as it is.
import { cp, readFile, rm, writeFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = (path) => fileURLToPath(new URL(path, import.meta.url));

await rm(root('dist'), { recursive: true, force: true });
const entryPoint = (page) => ({ in: root(`src/${page}/main.ts`), out: `${page}/main` });
const common = {
  outdir: root('dist'),
  bundle: true,
  target: ['chrome121', 'firefox140'],
  minify: true,
  sourcemap: 'linked',
  legalComments: 'linked',
  logLevel: 'warning',
};
const [player] = await Promise.all([
  // What it takes by `import()` becomes a file of its own, loaded when it is needed.
  build({
    ...common,
    entryPoints: [entryPoint('player')],
    format: 'esm',
    splitting: true,
    chunkNames: 'player/[name]-[hash]',
    metafile: true,
  }),
  build({ ...common, entryPoints: ['background', 'popup', 'options'].map(entryPoint), format: 'iife' }),
]);
const asItIs = ['manifest.json', '_locales', 'icons', 'LICENSE'];
const pages = ['popup', 'options'].map((page) => `${page}/index.html`);
const sheets = ['player', 'popup', 'options'].map((page) => `${page}/style.css`);
await Promise.all([
  ...asItIs.map((path) => cp(root(path), root(`dist/${path}`), { recursive: true })),
  ...[...pages, ...sheets, 'shared/look.css'].map((path) => cp(root(`src/${path}`), root(`dist/${path}`))),
  writeFile(root('dist/player/index.html'), await withPreloads('src/player/index.html', player.metafile)),
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
