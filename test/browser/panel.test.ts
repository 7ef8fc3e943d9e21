import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { type Origin, startOrigin } from '../server/origin';
import { films } from './films';
import { openPanel, type ShownLane, shownLanes } from './panel';
import { launchViewer, type Viewer } from './viewer';
import { playedTo, playhead } from './watching';

const nameOf = ({ host, mode }: ShownLane) => `${host} ${mode}`;

describe.each(['chromium', 'firefox'] as const)('in %s', (browser) => {
  let viewer: Viewer;
  let origin: Origin;

  beforeAll(async () => {
    [viewer, origin] = await Promise.all([launchViewer(browser), startOrigin()]);
  });
  afterAll(() => Promise.all([viewer?.close(), origin?.close()]));
  afterEach(async () => {
    await viewer.closeTabs();
  });

  test('every lane in use has its bars under its name, and one that comes later takes nobody’s place', async () => {
    // So little each that the film needs all there are.
    origin.serve('/slow.mp4', await films.moovFirst(), { capBytesPerSecond: 11_000, rttMs: 20 });
    const page = await viewer.play(origin.url('/slow.mp4', 'films.test'));
    await openPanel(page);
    const few = await shownLanes(page);
    // What carries a lane is known once its first piece has come; Firefox does not tell it.
    const told = browser === 'chromium' ? '.lane .protocol:not(:empty)' : '.lane';
    await page.waitForFunction((each) => document.querySelectorAll(each).length === 4, {}, told);
    const lanes = await shownLanes(page);
    const port = `:${origin.port}`;
    expect(new Set(lanes.map(nameOf))).toEqual(
      new Set(
        [`films.test${port}`, `films.test.${port}`].flatMap((host) => [
          `${host} With cookies`,
          `${host} No cookies`,
        ]),
      ),
    );
    expect(lanes.slice(0, few.length).map(({ mode }) => mode)).toEqual(few.map(({ mode }) => mode));
    const protocol = browser === 'chromium' ? 'HTTP/1.1' : '';
    expect(new Set(lanes.map((lane) => lane.protocol))).toEqual(new Set([protocol]));
    for (const { count, requests } of lanes) expect(count).toBe(`${requests} of 6`);
    await page.waitForSelector('[data-view="verdict"] ::-p-text(Keeps up)');
    // Each has a color of its own, and the chart of the last minute is painted with it.
    await page.waitForSelector('[data-view="speeds"] ::-p-text(peak)');
    const isEachPainted = () => {
      const canvas = document.querySelector<HTMLCanvasElement>('.chart canvas')!;
      const { data } = canvas.getContext('2d')!.getImageData(0, 0, canvas.width, canvas.height);
      const isPainted = (wanted: readonly number[]) => {
        for (let at = 0; at < data.length; at += 4) {
          if (data[at + 3]! > 100 && wanted.every((value, i) => Math.abs(data[at + i]! - value) < 4))
            return true;
        }
        return false;
      };
      const colors = [...document.querySelectorAll('.lane .bar > div')].map(
        (bar) => getComputedStyle(bar).backgroundColor,
      );
      const unique = [...new Set(colors)];
      return unique.length === 4 && unique.every((color) => isPainted(color.match(/\d+/g)!.map(Number)));
    };
    // It is redrawn once a second.
    await page.waitForFunction(isEachPainted, { polling: 200 });
  });

  test('a lane the server refuses is told with the reason', async () => {
    origin.serve('/wary.mp4', await films.moovFirst(), {
      capBytesPerSecond: 60_000,
      fault: ({ cookies }) => (cookies === null ? { kind: 'status', status: 403 } : undefined),
    });
    origin.serve('/login.html', { bytes: Buffer.from('<!doctype html>') }, { contentType: 'text/html' });
    const login = await viewer.openPage(origin.url('/login.html'));
    await login.evaluate(() => {
      // biome-ignore lint/suspicious/noDocumentCookie: the plainest way to have one
      document.cookie = 'session=1; SameSite=Strict';
    });
    const page = await viewer.play(origin.url('/wary.mp4'));
    await playedTo(page, 1);
    await openPanel(page);
    const [withCookies, without] = await shownLanes(page);
    expect(withCookies).toMatchObject({ host: '', mode: 'With cookies', state: '' });
    expect(without).toMatchObject({ host: '', mode: 'No cookies', count: '', requests: 0 });
    expect(without?.state).toMatch(/^set aside: .*403/);
  });

  test('a film that comes too slowly is told so, and waits for the viewer until it can be played through', async () => {
    origin.serve('/late.mp4', await films.moovFirst(), { lineBytesPerSecond: 80_000, rttMs: 20 });
    const page = await viewer.play(origin.url('/late.mp4'));
    // A first picture that stands until there is more looks like a film that was stopped.
    await page.waitForFunction(() => {
      const { readyState, paused } = document.querySelector('video')!;
      return readyState >= 2 && paused && document.querySelector('[data-view="waiting"]')!.checkVisibility();
    });
    origin.update('/late.mp4', { lineBytesPerSecond: 160_000 });
    await playedTo(page, 0.5);
    await openPanel(page);
    await page.waitForSelector('[data-view="verdict"] ::-p-text(Will play without a pause in)');
    await page.click('[data-view="verdict-wait"]');
    await page.waitForFunction(() => document.querySelector('video')!.paused);
    await page.waitForSelector('[data-view="verdict-wait"] ::-p-text(play now)');
    const pausedAt = await playhead(page);
    origin.update('/late.mp4', { lineBytesPerSecond: undefined });
    await playedTo(page, pausedAt + 0.2);
    await page.waitForSelector('[data-view="verdict-wait"]', { hidden: true });
    expect(await page.$eval('[data-view="pieces-range"]', (range) => range.textContent)).toMatch(
      / of 12.\d MB$/,
    );
  });
});
