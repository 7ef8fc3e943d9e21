// What the viewer of a soak does, and what goes wrong on the page.
import { setTimeout as delay } from 'node:timers/promises';
import type { Page } from 'puppeteer-core';
import { playedTo } from '../browser/watching';
import { witnessed } from './meet-fault';
import type { FedSample } from './sample-hashes';

/** What was seen in a while. */
export interface Seen {
  readonly fed: readonly FedSample[];
  readonly filmSeconds: number;
  readonly uncaught: readonly string[];
  readonly stops: number;
  readonly silentStops: number;
  /** Times an attempt had ended and was begun again by a click. */
  readonly clicks: number;
  /** Times the browser's own player had taken over, and the page was loaded anew. */
  readonly reloads: number;
}

/** What the page of a soak keeps besides. */
declare global {
  var soak: { filmSeconds: number };
}

/** Twenty times the film's speed: the fastest browsers play, and a minute left out each quarter of one. */
const rate = 16;
const leapEveryMs = 15_000;
const leapSeconds = 60;
/** Film the decoder takes, as much as 12 MB are of a good one. */
const roomSeconds = 45;

/** Plays fast, for ever; and of what the decoder is given a share is refused, has no room, or breaks it. */
export async function hurryOn(page: Page, appendTroubleShare: number): Promise<void> {
  await page.evaluate(
    (rate: number, leapEveryMs: number, leapSeconds: number, roomSeconds: number, share: number) => {
      const video = document.querySelector('video')!;
      video.defaultPlaybackRate = rate;
      video.playbackRate = rate;
      video.loop = true;
      globalThis.soak = { filmSeconds: 0 };
      let before = video.currentTime;
      video.addEventListener('timeupdate', () => {
        const passed = video.currentTime - before;
        // The film has begun again, or was sent elsewhere.
        if (passed > 0 && passed < leapSeconds) globalThis.soak.filmSeconds += passed;
        before = video.currentTime;
      });
      video.addEventListener('seeking', () => {
        before = video.currentTime;
      });
      setInterval(() => {
        if (!(video.duration > 0)) return;
        video.currentTime = (video.currentTime + leapSeconds) % video.duration;
        globalThis.soak.filmSeconds += leapSeconds;
      }, leapEveryMs);
      const { appendBuffer } = SourceBuffer.prototype;
      const emptyMoov = new Uint8Array([0, 0, 0, 8, 0x6d, 0x6f, 0x6f, 0x76]);
      SourceBuffer.prototype.appendBuffer = function (bytes) {
        let buffered = 0;
        for (let each = 0; each < this.buffered.length; each++) {
          buffered += this.buffered.end(each) - this.buffered.start(each);
        }
        if (buffered > roomSeconds) throw new DOMException('no room', 'QuotaExceededError');
        const chance = Math.random() / share;
        if (chance < 0.5) throw new TypeError('refused');
        appendBuffer.call(this, chance < 1 ? emptyMoov : bytes);
      };
    },
    rate,
    leapEveryMs,
    leapSeconds,
    roomSeconds,
    appendTroubleShare,
  );
}

/** For so long, does with one click what the page offers where it has ended. @param tellStop told where the picture stands */
export async function soakHelp(
  page: Page,
  ms: number,
  appendTroubleShare: number,
  tellStop: (scene: string) => void,
): Promise<Seen> {
  const until = performance.now() + ms;
  let clicks = 0;
  let before = -1;
  const parts: Seen[] = [];
  while (performance.now() < until) {
    await delay(1_000);
    const { clicked, isNative, playhead, scene } = await page.evaluate(() => {
      const video = document.querySelector('video')!;
      const button = document.querySelector<HTMLElement>(
        '.card [data-action="retry"], form.fresh-link button[type="button"]',
      );
      button?.click();
      const { currentTime, readyState, paused, seeking, buffered } = video;
      const shown = Array.from(document.querySelectorAll<HTMLElement>('[data-error]'), (each) => [
        each.dataset.error,
        each.checkVisibility(),
      ]);
      const ranges = Array.from({ length: buffered.length }, (_, each) => [
        buffered.start(each),
        buffered.end(each),
      ]);
      return {
        clicked: button !== null,
        isNative: !video.currentSrc.startsWith('blob:'),
        playhead: currentTime,
        scene: JSON.stringify({ currentTime, readyState, paused, seeking, shown, ranges }),
      };
    });
    if (clicked) clicks += 1;
    if (clicked || playhead === before) tellStop(scene);
    before = playhead;
    if (!isNative) continue;
    parts.push({ ...(await take(page)), reloads: 1 });
    await page.reload().catch(() => {});
    await playedTo(page, 0.1);
    await hurryOn(page, appendTroubleShare);
  }
  parts.push({ ...(await take(page)), clicks });
  const sum = (of: (seen: Seen) => number) => parts.reduce((total, each) => total + of(each), 0);
  return {
    fed: parts.flatMap(({ fed }) => fed),
    filmSeconds: sum(({ filmSeconds }) => filmSeconds),
    uncaught: parts.flatMap(({ uncaught }) => uncaught),
    stops: sum(({ stops }) => stops),
    silentStops: sum(({ silentStops }) => silentStops),
    clicks,
    reloads: sum(({ reloads }) => reloads),
  };
}

/** What was seen since the last time. */
async function take(page: Page): Promise<Seen> {
  const { fed, uncaught, stops, silentStops } = await witnessed(page);
  const filmSeconds = await page.evaluate((seen: number) => {
    const { filmSeconds } = globalThis.soak;
    globalThis.soak.filmSeconds = 0;
    globalThis.witnessed.fed.splice(0, seen);
    globalThis.witnessed.uncaught.length = 0;
    globalThis.witnessed.stops = 0;
    globalThis.witnessed.silentStops = 0;
    return filmSeconds;
  }, fed.length);
  return { fed, filmSeconds, uncaught, stops, silentStops, clicks: 0, reloads: 0 };
}
