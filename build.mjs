// Makes dist/: the extension, loadable unpacked in Chromium and Firefox as it is.
import { cp, rm } from 'node:fs/promises';
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
await Promise.all([
  build({ ...common, entryPoints: ['background', 'popup', 'options'].map(entryPoint), format: 'iife' }),
  // What it imports by `import()` becomes a file of its own, which is loaded when it is needed.
  build({
    ...common,
    entryPoints: [entryPoint('player')],
    format: 'esm',
    splitting: true,
    chunkNames: 'player/[name]',
  }),
]);
const asItIs = ['manifest.json', '_locales', 'icons', 'LICENSE'];
const pages = ['player', 'popup', 'options'].flatMap((page) => [`${page}/index.html`, `${page}/style.css`]);
await Promise.all([
  ...asItIs.map((path) => cp(root(path), root(`dist/${path}`), { recursive: true })),
  ...[...pages, 'shared/look.css'].map((path) => cp(root(`src/${path}`), root(`dist/${path}`))),
]);
