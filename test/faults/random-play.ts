import { setTimeout as delay } from 'node:timers/promises';
import type { Page } from 'puppeteer-core';
import type { BrowserName } from '../browser/viewer';
import { playedTo } from '../browser/watching';
import { seededRandom } from '../core/funnel/seeded-random';
import { tightly, witnessed } from './meet-fault';
import type { CountWrong } from './reference';
import { type FaultRow, faultRows, type Scene } from './rows';

/** What came of one schedule. */
export interface RandomPlay {
  readonly browser?: BrowserName;
  readonly seed: number;
  readonly troubles: readonly string[];
  /** To the second that was to be played to, and nobody had to do anything. */
  readonly isPlayedThrough: boolean;
  readonly wrongSamples: number;
  readonly samples: number;
  readonly stops: number;
  readonly silentStops: number;
  readonly uncaught: readonly string[];
  readonly reasons: readonly string[];
  /** What stood on the page at the end; null for nothing. */
  readonly error: string | null;
}

const playToSeconds = 24;
/** Several times what the film and all its troubles take. */
const patienceMs = 180_000;
/** So many of the troubles last so long that silence would show. */
const longShare = 1 / 4;

/** What passes: after it the film must go on. */
const passing = faultRows.filter(({ outcome }) => outcome.type === 'plays' || outcome.type === 'waits');

export const backgroundStops: FaultRow = {
  name: 'the background is stopped',
  begin: ({ viewer }) => viewer.stopBackground(),
  end: () => {},
  outcome: { type: 'plays' },
};

/** Plays a film while one trouble follows the other, as chance has it. */
export async function playRandomly(
  seed: number,
  film: string,
  countWrong: CountWrong,
  scene: Scene,
): Promise<RandomPlay> {
  const random = seededRandom(seed * 7919);
  const { origin, viewer, path } = scene;
  const lineBytesPerSecond = tightly.lineBytesPerSecond * (1 + 3 * random() ** 3);
  origin.serve(path, film, { ...tightly, lineBytesPerSecond });
  const page = await viewer.play(origin.url(path));
  await playedTo(page, 0.5);
  const troubles: string[] = [];
  const kinds = [...passing, backgroundStops, backgroundStops];
  for (let left = 2 + Math.floor(random() * 3); left > 0; left--) {
    await delay(random() * 2_500);
    const row = kinds[Math.floor(random() * kinds.length)]!;
    const isLong = random() < longShare;
    const ms = isLong ? 12_000 + random() * 8_000 : 500 + random() ** 2 * 6_500;
    troubles.push(`${row.name} ${(ms / 1000).toFixed(1)} s`);
    if (isLong) {
      // What is under way has been asked before: it would bring film for seconds.
      await origin.goDown();
      await origin.comeBack();
    }
    await row.begin(scene);
    await delay(ms);
    if (row.end) await row.end(scene);
    else origin.update(path, { fault: undefined });
  }
  const isPlayedThrough = await comesTo(page, playToSeconds);
  const { fed, uncaught, reasons, stops, silentStops } = await witnessed(page);
  const error = await page.evaluate(
    () => document.querySelector<HTMLElement>('[data-error]:not([hidden])')?.dataset.error ?? null,
  );
  await page.close();
  return {
    seed,
    troubles,
    isPlayedThrough,
    wrongSamples: countWrong(fed),
    samples: fed.length,
    stops,
    silentStops,
    uncaught,
    reasons,
    error,
  };
}

const comesTo = (page: Page, seconds: number): Promise<boolean> =>
  page
    .waitForFunction(
      (to: number) => document.querySelector('video')!.currentTime >= to,
      { timeout: patienceMs },
      seconds,
    )
    .then(
      () => true,
      () => false,
    );
