import { cp, readFile, rm, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = (path: string): string => fileURLToPath(new URL(`../../${path}`, import.meta.url));

export const witnessedFolder = root('artifacts/witnessed');

/** The extension as it was built, with a witness on the player's page. */
export async function witnessedBuild(): Promise<void> {
  const copy = witnessedFolder;
  await rm(copy, { recursive: true, force: true });
  await cp(root('dist'), copy, { recursive: true });
  await build({
    entryPoints: [root('test/faults/witness.ts')],
    outfile: `${copy}/player/witness.js`,
    bundle: true,
    format: 'iife',
    target: ['chrome121', 'firefox140'],
  });
  const page = `${copy}/player/index.html`;
  const html = await readFile(page, 'utf8');
  await writeFile(page, html.replace('<head>', '<head>\n    <script src="witness.js"></script>'));
}
