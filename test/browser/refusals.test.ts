import type { Page } from 'puppeteer-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { type Origin, startOrigin } from '../server/origin';
import { films, fps } from './films';
import { launchViewer, type Viewer } from './viewer';
import { frameAfterSeek, playedTo, shownError } from './watching';

/** Gives the page's source buffers room for so many seconds of film together, whatever the browser has. */
const limitRoom = (page: Page, seconds: number) =>
  page.evaluate((max: number) => {
    const { appendBuffer } = SourceBuffer.prototype;
    SourceBuffer.prototype.appendBuffer = function (bytes) {
      let buffered = 0;
      for (let each = 0; each < this.buffered.length; each++) {
        buffered += this.buffered.end(each) - this.buffered.start(each);
      }
      if (buffered > max) throw new DOMException('no room', 'QuotaExceededError');
      appendBuffer.call(this, bytes);
    };
  }, seconds);

declare global {
  /** How many fragments are to be refused from now on. */
  var refusalsLeft: number;
}

/** Refuses the next fragments, in the very turn of a seek. */
const refuseThenSeek = (page: Page, times: number, toSeconds: number) =>
  page.evaluate(
    (count: number, to: number) => {
      const { appendBuffer } = SourceBuffer.prototype;
      globalThis.refusalsLeft = count;
      SourceBuffer.prototype.appendBuffer = function (bytes) {
        if (globalThis.refusalsLeft-- > 0) throw new TypeError('refused');
        appendBuffer.call(this, bytes);
      };
      document.querySelector('video')!.currentTime = to;
    },
    times,
    toSeconds,
  );

/** Tries again at one second; refuses the first fragment once the film has begun there, and seeks to another second in the next turn. */
const refuseAsItBegins = (page: Page, atSeconds: number, thenSeconds: number) =>
  page.evaluate(
    (at: number, then: number) => {
      const video = document.querySelector('video')!;
      const { play } = video;
      globalThis.refusalsLeft = 0;
      video.play = () => {
        video.play = play;
        globalThis.refusalsLeft = 1;
        setTimeout(() => {
          video.currentTime = then;
        });
        return play.call(video);
      };
      video.currentTime = at;
      document.querySelector<HTMLElement>('[data-action="retry"]')!.click();
    },
    atSeconds,
    thenSeconds,
  );

describe.each(['chromium', 'firefox'] as const)('in %s', (browser) => {
  let viewer: Viewer;
  let origin: Origin;

  beforeAll(async () => {
    [viewer, origin] = await Promise.all([launchViewer(browser), startOrigin()]);
    origin.serve('/film.mp4', await films.moovFirst(), { rttMs: 5 });
  });
  afterAll(() => Promise.all([viewer?.close(), origin?.close()]));
  afterEach(async () => {
    await viewer.closeTabs();
  });

  // Twelve megabytes hold so much of a film of 24 Mbit/s.
  test('with room for four seconds a film plays on, seeks included; with none it says so', async () => {
    const page = await viewer.play(origin.url('/film.mp4'));
    await playedTo(page, 0.1);
    await limitRoom(page, 4);
    // The last is shown from where nothing of what was fed before is left.
    for (const frame of [523, 1199, 753]) {
      expect(await frameAfterSeek(page, (frame + 0.5) / fps)).toBe(frame);
    }
    await page.evaluate(() => {
      const video = document.querySelector('video')!;
      video.playbackRate = 4;
      void video.play();
    });
    await playedTo(page, 42);
    await limitRoom(page, -1);
    await page.evaluate(() => {
      document.querySelector('video')!.currentTime = 5;
    });
    expect((await shownError(page)).code).toBe('playback/quota');
  });

  test('what a browser refuses once is tried once more, in the same place; what it refuses twice is told', async () => {
    const page = await viewer.play(origin.url('/film.mp4'));
    await playedTo(page, 0.1);
    await refuseThenSeek(page, 1, 48.02);
    await page.waitForFunction(() => {
      const { currentTime, readyState, seeking } = document.querySelector('video')!;
      return currentTime >= 48 && readyState >= 2 && !seeking;
    });
    await playedTo(page, 49);
    await refuseThenSeek(page, 1000, 5);
    expect((await shownError(page)).code).toBe('playback/append-failed');
    // What is left of the attempt that failed can be sought in, and the next one goes on from there.
    await refuseAsItBegins(page, 30, 20);
    await page.waitForFunction(() => {
      const { currentTime, paused, readyState } = document.querySelector('video')!;
      return currentTime > 20 && currentTime < 25 && !paused && readyState >= 3;
    });
  });
});
