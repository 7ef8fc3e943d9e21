import type { Page } from 'puppeteer-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import en from '../../_locales/en/messages.json';
import zh from '../../_locales/zh_CN/messages.json';
import { type Origin, startOrigin } from '../server/origin';
import { films } from './films';
import { launchViewer, type Viewer } from './viewer';
import { watchedBefore } from './watched-before';
import { playedTo, shownError } from './watching';

let viewer: Viewer;
let origin: Origin;

beforeAll(async () => {
  [viewer, origin] = await Promise.all([
    launchViewer('chromium', { language: 'zh-CN', remembers: true }),
    startOrigin(),
  ]);
  origin.serve('/film.mp4', await films.moovFirst());
  origin.serve('/gone.mp4', await films.moovFirst(), { status: 404 });
});
afterAll(() => Promise.all([viewer?.close(), origin?.close()]));

type Messages = Readonly<Record<string, { readonly message: string }>>;
const chinese: Messages = zh;
/** What English says otherwise than Chinese, as patterns: whatever may stand for what is filled in. */
const english = Object.entries(en as Messages)
  .filter(([key, { message }]) => message !== chinese[key]?.message)
  .map(([, { message }]) =>
    message.split(/\$\w+\$/).map((part) => part.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')),
  )
  // Of figures with a unit the unit alone is no sentence.
  .filter((parts) => /[a-z]{3}/i.test(parts.join('')))
  .map((parts) => `^${parts.join('.+')}$`);

/** What is said on a page in English, and what is said and cannot be read to its end. */
const faults = (page: Page): Promise<string[]> =>
  page.evaluate((patterns: string[]) => {
    const sentences = patterns.map((pattern) => new RegExp(pattern, 's'));
    const wrong: string[] = [];
    const shown = [...document.querySelectorAll<HTMLElement>('body *')].filter((element) =>
      element.checkVisibility({ visibilityProperty: true }),
    );
    let said = 0;
    for (const element of shown) {
      const own = [...element.childNodes].filter(
        ({ nodeType, textContent }) => nodeType === Node.TEXT_NODE && textContent?.trim(),
      );
      const attributes = ['title', 'aria-label', 'placeholder'].map(
        (name) => element.getAttribute(name) ?? '',
      );
      for (const text of [...own.map((node) => node.textContent ?? ''), ...attributes]) {
        if (/\p{Script=Han}/u.test(text)) said += 1;
        if (sentences.some((sentence) => sentence.test(text.trim()))) wrong.push(text.trim());
      }
      const { scrollWidth, clientWidth } = element;
      const isCut = own.length > 0 && !/^(?:input|textarea|select|option)$/.test(element.localName);
      // Titles and addresses may be as long as they like, and say where they end.
      const isName =
        getComputedStyle(element).textOverflow === 'ellipsis' || element.closest('.unseen') !== null;
      if (isCut && !isName && clientWidth > 0 && scrollWidth > clientWidth + 1)
        wrong.push(`cut off: ${element.textContent}`);
    }
    if (said < 3) wrong.push('hardly a word of Chinese');
    return wrong;
  }, english);

test('in Chinese, every page says all it says in Chinese, and to the end', async () => {
  const welcome = await viewer.openExtensionPage('welcome/index.html');
  await welcome.waitForSelector('html[lang="zh-CN"]');
  expect(await faults(welcome)).toEqual([]);
  const url = origin.url('/film.mp4');
  await watchedBefore(welcome, { url, title: '电影', positionSeconds: 25, durationSeconds: 60 });
  const popup = await viewer.openExtensionPage('popup/index.html');
  await popup.setViewport({ width: 380, height: 600 });
  await popup.waitForSelector('#recent li');
  expect(await faults(popup)).toEqual([]);
  const options = await viewer.openExtensionPage('options/index.html');
  await options.waitForSelector('.profiles li');
  for (const width of [900, 400]) {
    await options.setViewport({ width, height: 720 });
    expect(await faults(options), `options, ${width} pixels`).toEqual([]);
  }

  const player = await viewer.play(origin.url('/film.mp4'));
  await player.waitForSelector('[data-view="resume"]', { visible: true });
  await playedTo(player, 25.5);
  await player.waitForSelector('media-control-bar:defined');
  await player.keyboard.press('i');
  await player.waitForSelector('.panel .lane', { visible: true });
  await player.click('[data-view="playback-button"]');
  await player.waitForSelector('#playback:popover-open');
  expect(await faults(player)).toEqual([]);
  await player.keyboard.press('Escape');
  await player.keyboard.press('?');
  await player.waitForSelector('dialog.help[open]');
  expect(await faults(player)).toEqual([]);
  const failed = await viewer.play(origin.url('/gone.mp4'));
  await shownError(failed);
  expect(await faults(failed)).toEqual([]);
});
