import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { ElementHandle, Page } from 'puppeteer-core';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { type Origin, startOrigin } from '../server/origin';
import { dropFiles } from './dropping';
import { films, fps } from './films';
import { secondSoundHertz, trackFilms } from './track-films';
import { captionsShown, choose, heardHertz, timelineParts } from './tracks';
import { launchViewer, type Viewer } from './viewer';
import { bufferedAhead, countStalls, frameAfterSeek, playedTo, playhead } from './watching';

/** "We meet tomorrow at the station", as old Chinese files write it. */
const inGb18030 = Buffer.from('ztLDx8P3zOzU2rO11b68+8Pm', 'base64');

/** A caption each second of the minute. */
const subRip = (text: (second: number) => string): string =>
  Array.from({ length: 60 }, (_, second) => {
    const at = `00:00:${String(second).padStart(2, '0')}`;
    return `${second + 1}\n${at},000 --> ${at},900\n${text(second)}\n`;
  }).join('\n');

/** The same as a script, with what is not said between the lines. */
const subStation = (text: (second: number) => string): string =>
  [
    '[Events]',
    'Format: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text',
    ...Array.from({ length: 60 }, (_, second) => {
      const times = `0:00:${String(second).padStart(2, '0')}.00,0:00:${String(second).padStart(2, '0')}.90`;
      const line = (kind: string, words: string) => `${kind}: 0,${times},Default,,0,0,0,,${words}`;
      return [line('Dialogue', `{\\an8}${text(second)}`), line('Comment', 'Not said')].join('\n');
    }),
  ].join('\n');

describe.each(['chromium', 'firefox'] as const)('in %s', (browser) => {
  /** Twice what the film takes, twelve connections together. */
  const capped = { capBytesPerSecond: 40_000, rttMs: 20 };
  let viewer: Viewer;
  let origin: Origin;

  beforeAll(async () => {
    [viewer, origin] = await Promise.all([launchViewer(browser), startOrigin()]);
    for (const [name, make] of Object.entries(trackFilms)) {
      const content = await make();
      const path = `/${name}.mp4`;
      if (typeof content === 'string') origin.serve(path, content, capped);
      else origin.serve(path, { bytes: content }, capped);
    }
  });
  afterAll(() => Promise.all([viewer?.close(), origin?.close()]));
  afterEach(async () => {
    await viewer.closeTabs();
    origin.clearLog();
  });

  const hears = async (page: Page, isIt: (hertz: number) => boolean) => {
    await vi.waitUntil(async () => isIt(await heardHertz(page)), { timeout: 20_000 });
  };
  const isFirst = (hertz: number) => hertz > 100 && hertz < secondSoundHertz / 2;
  const isSecond = (hertz: number) => Math.abs(hertz - secondSoundHertz) < 100;

  // Of another codec: one of the same takes the same way, but for the change of type.
  test('another sound is heard, and the picture goes on', async () => {
    const path = '/otherCodec.mp4';
    const page = await viewer.play(origin.url(path));
    await playedTo(page, 1);
    await hears(page, isFirst);
    await bufferedAhead(page, 5);
    const stalls = await countStalls(page);
    await choose(page, 'Track 2');
    await hears(page, isSecond);
    const changedAt = await playhead(page);
    await playedTo(page, changedAt + 3);
    expect(await stalls()).toBe(0);
    // All sounds come along with the picture: none is fetched for its own sake.
    expect(origin.sentBytes(path)).toBeLessThan(1.05 * origin.distinctBytes(path));
    // What was buffered of the first sound is not heard again.
    await frameAfterSeek(page, changedAt - 1);
    await page.evaluate(() => document.querySelector('video')!.play());
    await playedTo(page, changedAt - 0.9);
    expect(await heardHertz(page)).toSatisfy(isSecond);
    await choose(page, 'Track 1');
    await hears(page, isFirst);
    expect(await frameAfterSeek(page, 40.02)).toBe(40 * fps);
  });

  test('captions are shown and taken away, and come along with every seek', async () => {
    const page = await viewer.play(origin.url('/tracks.mp4'));
    await playedTo(page, 1);
    await captionsShown(page, []);
    await choose(page, 'English – Seconds');
    await page.keyboard.press('Escape');
    for (const second of [5, 31, 12]) {
      await frameAfterSeek(page, second + 0.5);
      await captionsShown(page, [`Second ${second} &amp; <i>more</i>`]);
    }
    await page.keyboard.press('c');
    await captionsShown(page, []);
    await page.keyboard.press('c');
    await captionsShown(page, ['Second 12 &amp; <i>more</i>']);
    expect(origin.sentBytes('/tracks.mp4')).toBeLessThan(1.2 * origin.distinctBytes('/tracks.mp4'));
  });

  test('captions of a file beside the film are found, those of another are picked, and both can be moved', async () => {
    origin.serve('/side.mp4', await films.moovFirst());
    const beside = subRip((second) => `${inGb18030.toString('latin1')}${second}`);
    origin.serve('/side.srt', { bytes: Buffer.from(beside, 'latin1') });
    const page = await viewer.play(origin.url('/side.mp4'));
    await page.waitForSelector('[data-view="toast"] ::-p-text(side.srt)');
    await frameAfterSeek(page, 5.5);
    await captionsShown(page, ['我们明天在车站见面5']);

    const folder = await mkdtemp(path.join(tmpdir(), 'funnel-captions-'));
    const file = path.join(folder, 'other.ass');
    await writeFile(
      file,
      subStation((second) => `Second ${second}, and 1,000`),
    );
    const input = await page.$('[data-view="caption-file"]');
    await (input as ElementHandle<HTMLInputElement>).uploadFile(file);
    await captionsShown(page, ['Second 5, and 1,000']);
    for (let n = 0; n < 10; n++) await page.keyboard.press('x');
    await captionsShown(page, ['Second 4, and 1,000']);
    await choose(page, 'side.srt');
    await captionsShown(page, ['我们明天在车站见面4']);
    // Keys are the player's where a choice has the focus, too.
    await page.waitForFunction(() => document.activeElement?.matches('input[type="radio"]'));
    await page.keyboard.press('z');
    await page.waitForSelector('[data-view="captions-delay"] ::-p-text(0.9 s)');
    await page.click('[data-view="captions-earlier"]');
    await page.waitForSelector('[data-view="captions-delay"] ::-p-text(0.8 s)');
    for (let n = 0; n < 2; n++) await page.click('[data-view="captions-larger"]');
    await page.waitForSelector('[data-view="captions-size"] ::-p-text(120 %)');
    await page.keyboard.press('Escape');
    await page.keyboard.press('c');
    await captionsShown(page, []);
    const film = path.join(folder, 'film.avi');
    const third = path.join(folder, 'third.vtt');
    await writeFile(film, 'RIFF');
    await writeFile(third, 'WEBVTT\n\n00:04.000 --> 00:06.000\nDropped');
    await dropFiles(viewer, page, [third]);
    await captionsShown(page, ['Dropped']);
    await dropFiles(viewer, page, [film]);
    await page.waitForSelector('[data-view="toast"] ::-p-text(film.avi)');
    await captionsShown(page, ['Dropped']);
    // Each of the few names was asked for once.
    const asked = origin.log.map((request) => request.path).filter((each) => !each.endsWith('.mp4'));
    expect(asked.length).toBe(new Set(asked).size);
  });

  test('captions that go on beyond the length they were said to have are cut off there', async () => {
    origin.serve('/endless.mp4', await films.moovFirst());
    const text = subRip((second) => `Second ${second}`);
    const said = text.length;
    const contentRange = `bytes 0-${said - 1}/${said}`;
    const behaviour = { headers: { 'content-range': contentRange }, capBytesPerSecond: 100_000 };
    origin.serve('/endless.srt', { bytes: Buffer.from(text.padEnd(2_000_000), 'latin1') }, behaviour);
    const page = await viewer.play(origin.url('/endless.mp4'));
    await page.waitForSelector('[data-view="toast"] ::-p-text(endless.srt)');
    await frameAfterSeek(page, 5.5);
    await captionsShown(page, ['Second 5']);
    const [request] = origin.log.filter(({ path }) => path === '/endless.srt');
    expect(request?.endedBy).toBe('client');
  });

  test.each([
    ['far from their film', 'webvtt'],
    ['in fragments of a live stream', 'webvttInFragments'],
  ])('captions in WebVTT, %s, are shown at their times', async (_, name) => {
    const page = await viewer.play(origin.url(`/${name}.mp4`));
    await playedTo(page, 0.5);
    await page.keyboard.press('c');
    await frameAfterSeek(page, 42.5);
    await captionsShown(page, ['Second 42']);
    const line = await page.evaluate(() => {
      const tracks = Array.from(document.querySelector('video')!.textTracks);
      const shown = tracks.find(({ mode }) => mode === 'showing');
      return (shown!.activeCues![0] as VTTCue).line;
    });
    expect(line).toBe(0);
  });

  test.each(['tracks', 'chapterTrack'])('chapters of %s are on the timeline', async (name) => {
    const page = await viewer.play(origin.url(`/${name}.mp4`));
    await playedTo(page, 0.5);
    await timelineParts(page, 2);
    await page.waitForSelector('media-control-bar:defined');
    await page.click('[data-view="chapters-button"]');
    await page.locator('#chapters button:last-of-type').click();
    await page.waitForFunction(() => document.querySelector('video')!.currentTime >= 20);
  });

  test('a song shows its cover and says who sings', async () => {
    const page = await viewer.play(origin.url('/song.mp4'));
    // Whether it plays depends on the machine: Firefox plays no sound without picture where there is no loudspeaker.
    await page.waitForFunction(() => document.querySelector<HTMLImageElement>('.work img')!.naturalWidth > 0);
    const text = await page.$eval('.work', (work) => work.textContent);
    for (const words of ['The work', 'Its author', 'All works']) expect(text).toContain(words);
    const told = await page.evaluate(() => {
      const { title, artist, album } = navigator.mediaSession.metadata!;
      return { title, artist, album };
    });
    expect(told).toEqual({ title: 'The work', artist: 'Its author', album: 'All works' });
  });
});
