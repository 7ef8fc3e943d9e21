// Makes dist/: the extension, loadable unpacked in Chromium and Firefox as it is.
import { cp, rm } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = (path) => fileURLToPath(new URL(path, import.meta.url));

await rm(root('dist'), { recursive: true, force: true });
await build({
  entryPoints: ['background', 'player', 'popup', 'options'].map((page) => ({
    in: root(`src/${page}/main.ts`),
    out: `${page}/main`,
  })),
  outdir: root('dist'),
  bundle: true,
  format: 'iife',
  target: ['chrome121', 'firefox140'],
  minify: true,
  sourcemap: 'linked',
  legalComments: 'linked',
  logLevel: 'warning',
});
const asItIs = ['manifest.json', '_locales', 'icons', 'LICENSE'];
const pages = ['player', 'popup', 'options'].flatMap((page) => [`${page}/index.html`, `${page}/style.css`]);
await Promise.all([
  ...asItIs.map((path) => cp(root(path), root(`dist/${path}`), { recursive: true })),
  ...[...pages, 'shared/look.css'].map((path) => cp(root(`src/${path}`), root(`dist/${path}`))),
]);
