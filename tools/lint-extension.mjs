// Asks Mozilla's linter about both packages, all of it on this machine. Errors fail, and warnings that nobody has accounted for.
import { execFileSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import webExt from 'web-ext';

const folder = fileURLToPath(new URL('../artifacts/packages-lint', import.meta.url));
execFileSync(process.execPath, [fileURLToPath(new URL('package.mjs', import.meta.url)), folder]);
const packages = readdirSync(folder).filter((name) => /-(?:chromium|firefox)\.zip$/.test(name));
if (packages.length !== 2) throw new Error(`two packages, not ${packages.join(', ')}`);
for (const name of packages) {
  const { errors, warnings } = await webExt.cmd.lint(
    { sourceDir: join(folder, name), output: 'none' },
    { shouldExitProgram: false },
  );
  const wrong = [...errors, ...warnings].filter((each) => !isAccountedFor(name, each));
  for (const { code, message, file, line } of wrong) {
    console.log(`${name}: ${code}: ${message}${file ? ` (${file}${line ? `:${line}` : ''})` : ''}`);
  }
  if (wrong.length > 0) process.exitCode = 1;
}

/**
 * @param {string} name of the package
 * @param {{ code: string, file?: string }} found
 */
function isAccountedFor(name, { code, file = '' }) {
  // What Firefox alone asks of a manifest is not in Chromium's.
  const ofFirefox = [
    'BACKGROUND_SERVICE_WORKER_NOFALLBACK',
    'ADDON_ID_REQUIRED',
    'MISSING_DATA_COLLECTION_PERMISSIONS',
  ];
  if (name.includes('-chromium') && ofFirefox.includes(code)) return true;
  // media-chrome's components fill their shadow roots with templates of their own, made of no text from outside. Of our own
  // sources test/architecture.test.ts lets none do it, and no other page has such a library.
  return code === 'UNSAFE_VAR_ASSIGNMENT' && file.startsWith('player/');
}
