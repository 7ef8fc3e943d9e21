import { writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { Page } from 'puppeteer-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { heard, matrix } from '../formats/matrix';
import { offsetsOf } from '../formats/offsets';
import { type Result, report } from '../formats/report';
import type { FormatRow } from '../formats/row';
import { differences, isInStep } from '../formats/seen';
import { type Origin, startOrigin } from '../server/origin';
import { latencyOf, latenessBeyond } from './listening';
import { see } from './seeing';
import { type BrowserName, launchViewer, type Viewer } from './viewer';

const rows = matrix.flatMap((group) => group.rows);
const pathOf = (row: FormatRow) => `/${rows.indexOf(row)}.${row.ending ?? 'mp4'}`;
const nativePage = '<!doctype html><title>native</title><video></video>';
/** Set to write docs/formats.md; or to what the films to be tried have in their names. */
const { FORMATS_REPORT, FORMATS_ONLY } = process.env;
const reportPath = fileURLToPath(new URL('../../docs/formats.md', import.meta.url));

/** Not as good yet. */
const lacking: Readonly<Record<BrowserName, readonly string[]>> = {
  chromium: [],
  firefox: [],
};
/** All of them take several minutes: every seventeenth will do but for the report. */
const played = rows.filter(({ name }, index) =>
  FORMATS_ONLY ? name.includes(FORMATS_ONLY) : FORMATS_REPORT || index % 17 === 0,
);

const results: Record<BrowserName, Map<FormatRow, Result>> = { chromium: new Map(), firefox: new Map() };

// Both at once: they wait most of the time, and nothing is timed.
describe.concurrent.each<BrowserName>(['chromium', 'firefox'])('in %s', (browser) => {
  let viewer: Viewer;
  let origin: Origin;

  beforeAll(async () => {
    [viewer, origin] = await Promise.all([launchViewer(browser, { isSilent: true }), startOrigin()]);
    origin.serve('/native.html', { bytes: new TextEncoder().encode(nativePage) });
    for (const row of played) origin.serve(pathOf(row), await row.make());
  });
  afterAll(() => Promise.all([viewer?.close(), origin?.close()]));

  async function openItself(row: FormatRow): Promise<Page> {
    const page = await viewer.openPage(origin.url('/native.html'));
    await page.$eval(
      'video',
      (video, path) => {
        video.src = path;
      },
      pathOf(row),
    );
    return page;
  }

  /** How long sound takes to be heard in this browser. */
  let latencySeconds = 0;
  const listenerOf = (row: FormatRow, isRight: (soundLateSeconds: number) => boolean) =>
    FORMATS_REPORT && heard.has(row)
      ? (page: Page) => latenessBeyond(page, latencySeconds, isRight)
      : undefined;

  async function play(row: FormatRow): Promise<Result> {
    const itself = await openItself(row);
    const native = await see(
      itself,
      row,
      undefined,
      listenerOf(row, () => true),
    );
    await itself.close();
    const player = await viewer.play(origin.url(pathOf(row)));
    const places = native.outcome === 'plays' ? native.places : undefined;
    const isRight = (soundLateSeconds: number) => isInStep(row, native, { soundLateSeconds });
    const funnel = await see(player, row, places, listenerOf(row, isRight));
    await player.close();
    return { native, funnel };
  }

  test('films play as they do in the browser itself', { timeout: 1_800_000 }, async () => {
    if (FORMATS_REPORT) {
      const ordinary = await openItself(rows[0]!);
      await ordinary.waitForFunction(() => document.querySelector('video')!.readyState >= 2);
      latencySeconds = await latencyOf(ordinary);
      await ordinary.close();
    }
    for (const row of played) results[browser].set(row, await play(row));
    const wrong = [...results[browser]].flatMap(([row, { native, funnel }]) =>
      lacking[browser].includes(row.name)
        ? []
        : differences(row, native, funnel).map((difference) => `${row.name}: ${difference}`),
    );
    expect(wrong).toEqual([]);
  });
});

afterAll(async () => {
  if (!FORMATS_REPORT) return;
  const late = new Map<FormatRow, number>();
  for (const row of rows) {
    const { video, audio } = await offsetsOf(await row.make());
    if (video !== null && audio !== null) late.set(row, 1000 * (audio - video));
  }
  const browsers = { Chromium: results.chromium, Firefox: results.firefox };
  await writeFile(reportPath, report(matrix, browsers, late));
});
