import { statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { run } from './run.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** `npm ci` where node_modules is missing, unfinished or older than package-lock.json. */
export function installPackages() {
  // npm writes this file last, so an installation that was broken off does not count.
  const installedMs = modifiedMs('node_modules/.package-lock.json');
  if (installedMs !== null && installedMs >= (modifiedMs('package-lock.json') ?? 0)) return;
  console.log('Installing packages …');
  run('npm', ['ci', '--prefix', root, '--no-audit', '--no-fund', '--loglevel=error']);
}

/**
 * @param {string} path relative to the checkout
 * @returns {number | null} when it was last written, ms since 1970; null where there is no such file
 */
function modifiedMs(path) {
  return statSync(`${root}/${path}`, { throwIfNoEntry: false })?.mtimeMs ?? null;
}
