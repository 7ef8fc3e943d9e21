import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { witnessedBuild } from '../faults/witnessed-build';
import { films } from './films';

/** The extension as it is now, and the films: made once, before the first browser starts. */
export default async function setup(): Promise<void> {
  const build = fileURLToPath(new URL('../../build.mjs', import.meta.url));
  execFileSync(process.execPath, [build], { stdio: 'inherit' });
  await witnessedBuild();
  for (const make of Object.values(films)) await make();
}
