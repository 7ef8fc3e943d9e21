import { execFileSync } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { cpus, loadavg } from 'node:os';
import type { BrowserName } from '../test/browser/viewer';
import { browserPaths } from '../tools/browser-paths.mjs';
import { judge } from './bars';
import { type Figures, medianFigures, type Way } from './figures';
import { describe, type Row, summary } from './report';
import { measure } from './run';
import { type Scenario, scenarios } from './scenarios';

const browserNames = ['chromium', 'firefox'] as const;

/**
 * Funnel beside a plain <video>, in one run, on one machine. All of it goes into bench/results.json; a part of it is only printed.
 * @throws Error when there is no such browser or scenario
 */
export async function compare(browserName?: string, scenarioText = ''): Promise<void> {
  const browsers = browserNames.filter((name) => (browserName ?? name) === name);
  if (browsers.length === 0) throw new Error(`--browser is ${browserNames.join(' or ')}.`);
  const chosen = scenariosOf(scenarioText);
  const loadBefore = loadavg()[0] ?? 0;
  if (loadBefore > cpus().length / 2) {
    console.log(`This machine is busy (load ${loadBefore.toFixed(1)}): the figures will be worse for it.\n`);
  }
  const rows: Row[] = [];
  for (const browser of browsers) {
    for (const scenario of chosen) {
      const row = await rowOf(browser, scenario);
      rows.push(row);
      console.log(describe(row).join('\n'));
    }
  }
  console.log(summary(rows).join('\n'));
  if (rows.length < browserNames.length * scenarios.length) return;
  const results = {
    date: new Date().toISOString(),
    cpus: cpus().length,
    loadBefore,
    node: process.version,
    versions: Object.fromEntries(browsers.map((name) => [name, version(name)])),
    rows,
  };
  await writeFile(new URL('results.json', import.meta.url), `${JSON.stringify(results, null, 2)}\n`);
}

function scenariosOf(text: string): readonly Scenario[] {
  const exact = scenarios.filter(({ name }) => name === text);
  const chosen = exact.length > 0 ? exact : scenarios.filter(({ name }) => name.includes(text));
  if (chosen.length > 0) return chosen;
  throw new Error(`--scenario is part of one of these:\n${scenarios.map(({ name }) => name).join('\n')}`);
}

async function rowOf(browser: BrowserName, scenario: Scenario): Promise<Row> {
  const taken: Record<Way, Figures[]> = { native: [], funnel: [] };
  // One after the other: two films at a time would starve each other of processor.
  for (let opening = 0; opening < (scenario.openings ?? 1); opening++) {
    if (scenario.native) taken.native.push(await measure(browser, 'native', scenario));
    taken.funnel.push(await measure(browser, 'funnel', scenario));
  }
  const native = scenario.native ? medianFigures(taken.native) : null;
  const funnel = medianFigures(taken.funnel);
  const bars = judge(browser, scenario.bars, funnel, native);
  return { browser, scenario: scenario.name, figures: { native, funnel }, bars };
}

function version(name: BrowserName): string {
  return execFileSync(browserPaths()[name], ['--version'], {
    encoding: 'utf8',
    // Debian's wrapper of Chromium complains of its own arithmetic.
    stdio: ['ignore', 'pipe', 'ignore'],
  }).trim();
}
