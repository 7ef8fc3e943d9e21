import { existsSync, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { browserPaths } from '../browser-paths.mjs';
import { run } from './run.mjs';

/** @typedef {{ name: string, debianPackage: string, hint: string, isHere: () => boolean }} Program */

/** @type {readonly Program[]} */
const browsers = [
  {
    name: 'Chromium',
    debianPackage: 'chromium',
    hint: 'Chromium or Chrome 121 or later, found by itself in the usual places, else by CHROMIUM_PATH',
    isHere: () => browserPaths().chromium !== '',
  },
  {
    name: 'Firefox',
    debianPackage: 'firefox-esr',
    hint: 'Firefox 142 or later, found by itself in the usual places, else by FIREFOX_PATH',
    isHere: () => browserPaths().firefox !== '',
  },
];

/** @type {Program} */
const ffmpeg = {
  name: 'ffmpeg',
  debianPackage: 'ffmpeg',
  hint: 'ffmpeg with ffprobe, on the PATH',
  isHere: () => onPath('ffmpeg') && onPath('ffprobe'),
};

/**
 * Browsers and ffmpeg: installed on Debian as root, asked for elsewhere.
 * @param {'play' | 'test'} purpose to play, one browser is enough
 * @throws {Error} with what to install, when something needed is missing
 */
export function installPrograms(purpose) {
  const wanted = [...browsers, ffmpeg];
  const missing = wanted.filter((program) => !program.isHere());
  if (missing.length > 0 && isDebianRoot()) aptInstall(missing);

  const stillMissing = missing.filter((program) => !program.isHere());
  const enough =
    purpose === 'play' ? browsers.some((browser) => browser.isHere()) : stillMissing.length === 0;
  if (enough) return;
  const needed = purpose === 'play' ? browsers : stillMissing;
  const list = needed.map((program) => `  ${program.name}: ${program.hint}`).join('\n');
  throw new Error(`Please install${purpose === 'play' ? ' one of these' : ''}:\n${list}`);
}

/** @param {readonly Program[]} programs */
function aptInstall(programs) {
  const packages = programs.map((program) => program.debianPackage);
  console.log(`Installing ${packages.join(', ')} …`);
  const env = { DEBIAN_FRONTEND: 'noninteractive' };
  run('apt-get', ['update', '-qq'], env);
  run(
    'apt-get',
    ['install', '-y', '-qq', '--no-install-recommends', '-o', 'Dpkg::Use-Pty=0', ...packages],
    env,
  );
}

function isDebianRoot() {
  if (process.getuid?.() !== 0 || !existsSync('/etc/os-release')) return false;
  return /^ID="?debian"?$/m.test(readFileSync('/etc/os-release', 'utf8'));
}

/** @param {string} program */
function onPath(program) {
  const file = process.platform === 'win32' ? `${program}.exe` : program;
  return (process.env.PATH ?? '').split(delimiter).some((folder) => existsSync(join(folder, file)));
}
