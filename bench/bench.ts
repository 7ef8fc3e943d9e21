// `npm run bench -- [--browser chromium|firefox] [--scenario TEXT]`: Funnel beside a plain <video>, in one run, on one machine.
import { execFileSync } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import type { BrowserName } from '../test/browser/viewer';
import { browserPaths } from '../tools/browser-paths.mjs';
import { describe, judge, type Row } from './report';
import { measure } from './run';
import { scenarios } from './scenarios';

const { values } = parseArgs({ options: { browser: { type: 'string' }, scenario: { type: 'string' } } });
const browsers = (['chromium', 'firefox'] as const).filter((name) => (values.browser ?? name) === name);
const chosen = scenarios.filter(({ name }) => name.includes(values.scenario ?? ''));
if (browsers.length === 0) throw new Error('--browser is chromium or firefox.');
if (chosen.length === 0)
  throw new Error(`--scenario is part of: ${scenarios.map(({ name }) => name).join(' / ')}`);

const rows: Row[] = [];
for (const browser of browsers) {
  for (const scenario of chosen) {
    // One after the other: two films at a time would starve each other of processor.
    const native = await measure(browser, 'native', scenario);
    const funnel = await measure(browser, 'funnel', scenario);
    const row: Row = {
      browser,
      scenario: scenario.name,
      figures: { native, funnel },
      bars: judge(browser, scenario, funnel),
    };
    rows.push(row);
    console.log(describe(row).join('\n'));
  }
}
const results = {
  date: new Date().toISOString(),
  cpus: cpus().length,
  node: process.version,
  versions: Object.fromEntries(browsers.map((name) => [name, version(name)])),
  rows,
};
await writeFile(new URL('results.json', import.meta.url), `${JSON.stringify(results, null, 2)}\n`);

function version(name: BrowserName): string {
  return execFileSync(browserPaths()[name], ['--version'], {
    encoding: 'utf8',
    // Debian's wrapper of Chromium complains of its own arithmetic.
    stdio: ['ignore', 'pipe', 'ignore'],
  }).trim();
}
