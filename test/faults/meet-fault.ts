import assert from 'node:assert/strict';
import { setTimeout as delay } from 'node:timers/promises';
import type { Page } from 'puppeteer-core';
import type { ErrorCode } from '../../src/core/errors';
import { playedTo, playhead } from '../browser/watching';
import type { CountWrong } from './reference';
import type { FaultRow, Scene } from './rows';
import type { Witnessed } from './witness';

/** Hardly more than the film plays: what is ahead of the playhead is soon gone. */
export const tightly = { lineBytesPerSecond: 260_000, rttMs: 20 };

/** What came of it, as far as it is worth a line in a table. */
export interface Met {
  readonly reasons: readonly string[];
  readonly samples: number;
}

/**
 * Plays a film, lets the fault begin when the row says, and sees to it that the viewer gets what it says.
 * @param film the path on disk of what is served
 * @throws AssertionError, TimeoutError
 */
export async function meetFault(
  row: FaultRow,
  film: string,
  countWrong: CountWrong,
  scene: Scene,
): Promise<Met> {
  const { origin, viewer, path } = scene;
  origin.serve(path, film, { ...tightly, ...row.served });
  if (row.isFromStart) await row.begin(scene);
  const page = await viewer.play(origin.url(path));
  if (row.isFromStart) await goThrough(row, page, film, scene, row.seconds ?? 0);
  else {
    await playedTo(page, 1);
    await meet(row, page, film, scene, row.seconds ?? 0);
  }
  const isFed = !row.isFromStart || row.outcome.type !== 'plays natively';
  return judged(page, countWrong, isFed);
}

/** Lets a film that plays meet a fault. @param lastsSeconds at least */
export async function meet(
  row: FaultRow,
  page: Page,
  film: string,
  scene: Scene,
  lastsSeconds = 0,
): Promise<void> {
  const { origin } = scene;
  // What is under way has been asked before: it would bring film for seconds.
  await origin.goDown();
  await origin.comeBack();
  await row.begin(scene);
  await goThrough(row, page, film, scene, lastsSeconds);
}

/** Sees a fault that has begun to its end, and the film beyond it. */
async function goThrough(
  row: FaultRow,
  page: Page,
  film: string,
  scene: Scene,
  lastsSeconds: number,
): Promise<void> {
  const { origin, path } = scene;
  const { outcome } = row;
  const hasLasted = delay(lastsSeconds * 1000);
  try {
    if (outcome.type === 'plays') await playsOn(page, 4);
    else await says(page, outcome.codes);
    if (outcome.type === 'asks') await giveFreshLink(page, film, row, scene);
    await hasLasted;
  } finally {
    if (row.end) await row.end(scene);
    else if (outcome.type !== 'asks' && outcome.type !== 'plays natively')
      origin.update(path, { fault: undefined });
  }
  if (outcome.type === 'ends') await page.click('[data-action="retry"]');
  if (outcome.type === 'ends or waits') await (await page.$('.card [data-action="retry"]'))?.click();
  await playsOn(page, 2);
}

/**
 * @param isFed whether it was Funnel that played it, for a while at least
 * @throws AssertionError where a sample was wrong, an error not caught, or a long stop without a reason
 */
export async function judged(page: Page, countWrong: CountWrong, isFed = true): Promise<Met> {
  const { fed, uncaught, reasons, silentStops } = await witnessed(page);
  await page.close();
  assert.equal(fed.length > 0, isFed, 'fed by Funnel');
  assert.equal(countWrong(fed), 0, 'wrong samples');
  assert.deepEqual(uncaught, []);
  assert.equal(silentStops, 0, `silent stops; said ${reasons}`);
  return { reasons, samples: fed.length };
}

export const witnessed = (page: Page): Promise<Witnessed> => page.evaluate(() => globalThis.witnessed);

/** Resolves when so many more seconds of film have been played. */
async function playsOn(page: Page, seconds: number): Promise<void> {
  await playedTo(page, (await playhead(page)) + seconds);
}

/** Resolves when the page has given one of these reasons. */
async function says(page: Page, codes: readonly ErrorCode[]): Promise<void> {
  const isSaid = (wanted: readonly string[]) =>
    globalThis.witnessed.reasons.some((code) => wanted.includes(code));
  await page.waitForFunction(isSaid, {}, codes).catch(async (cause) => {
    const { reasons } = await witnessed(page);
    const at = await playhead(page);
    throw new Error(`said [${reasons}] instead of [${codes}], at ${at} s`, { cause });
  });
}

async function giveFreshLink(page: Page, film: string, row: FaultRow, { origin, path }: Scene) {
  const box = await page.waitForSelector('form.fresh-link', { visible: true });
  // What is in hand plays on; then the picture stands.
  await page.waitForFunction(() => document.querySelector('video')!.readyState < 3);
  const stoodAt = await playhead(page);
  const fresh = `/fresh${path}`;
  origin.serve(fresh, film, { ...tightly, ...row.served, etag: '"fresh"' });
  await (await box!.$('input'))!.type(origin.url(fresh));
  await (await box!.$('button'))!.click();
  await page.waitForSelector('form.fresh-link', { hidden: true });
  await playsOn(page, 1);
  assert((await playhead(page)) < stoodAt + 5, 'went on elsewhere');
}
