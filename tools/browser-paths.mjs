// Where this machine keeps its browsers.
import { existsSync } from 'node:fs';

const candidates = {
  chromium: [
    process.env.CHROMIUM_PATH,
    '/usr/bin/chromium',
    '/usr/bin/chromium-browser',
    '/usr/bin/google-chrome',
    '/Applications/Chromium.app/Contents/MacOS/Chromium',
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  ],
  firefox: [
    process.env.FIREFOX_PATH,
    '/usr/bin/firefox-esr',
    '/usr/bin/firefox',
    '/Applications/Firefox.app/Contents/MacOS/firefox',
  ],
};

/** @returns {{ chromium: string, firefox: string }} paths; an empty string where there is none */
export function browserPaths() {
  const find = (/** @type {(string | undefined)[]} */ paths) =>
    paths.find((path) => path !== undefined && path !== '' && existsSync(path)) ?? '';
  return { chromium: find(candidates.chromium), firefox: find(candidates.firefox) };
}
