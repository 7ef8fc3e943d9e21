import { parseArgs } from 'node:util';
import { browserPaths } from '../tools/browser-paths.mjs';

export type BrowserName = 'chromium' | 'firefox';

export interface CommandLine {
  /** The link to play; null: the demo's own film. */
  url: string | null;
  browser: BrowserName;
  executablePath: string;
  headless: boolean;
}

/**
 * What `npm start -- [url] [--browser chromium|firefox] [--headless]` asks for.
 * @throws with a sentence for the one who typed it
 */
export function readCommandLine(args: readonly string[]): CommandLine {
  const { values, positionals } = parseArgs({
    args: [...args],
    options: { browser: { type: 'string' }, headless: { type: 'boolean', default: false } },
    allowPositionals: true,
  });
  const [url = null, ...others] = positionals;
  if (others.length > 0) throw new Error(`One link at a time, please: ${positionals.join(' ')}`);
  const paths = browserPaths();
  const browser = values.browser ?? (paths.chromium ? 'chromium' : 'firefox');
  if (browser !== 'chromium' && browser !== 'firefox') {
    throw new Error(`--browser is chromium or firefox, not ${browser}.`);
  }
  const executablePath = paths[browser];
  if (executablePath === '') {
    throw new Error(`No ${browser} here: set ${browser.toUpperCase()}_PATH, or take the other --browser.`);
  }
  return { url, browser, executablePath, headless: values.headless || !hasDisplay() };
}

const hasDisplay = () =>
  process.platform !== 'linux' || Boolean(process.env.DISPLAY || process.env.WAYLAND_DISPLAY);
