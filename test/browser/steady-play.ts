import type { Page } from 'puppeteer-core';
import { expect } from 'vitest';
import { fps } from './films';
import { countStalls, firstFrame, playedTo, playhead, shownFrame } from './watching';

/** A film that has just been opened plays to this second without a pause, each frame in its time. */
export async function expectSteadyPlay(page: Page, untilSeconds: number): Promise<void> {
  expect(await firstFrame(page)).toBeGreaterThanOrEqual(0);
  await playedTo(page, 0.5);
  const stalls = await countStalls(page);
  await playedTo(page, untilSeconds);
  expect(await stalls()).toBe(0);
  expect(Math.abs((await shownFrame(page)) - (await playhead(page)) * fps)).toBeLessThan(fps / 2);
}
