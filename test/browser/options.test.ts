import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ElementHandle, Page } from 'puppeteer-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { watchDownloads } from './downloads';
import { launchViewer, type Viewer } from './viewer';
import { watchedBefore } from './watched-before';
import { shownError } from './watching';

const shownValue = (page: Page, id: string): Promise<string> =>
  page.$eval(`#${id}`, (control) => (control as HTMLInputElement).value);

/** Resolves with what the page says once it says something with this in it. */
async function said(page: Page, part: string): Promise<string> {
  const text = await page.waitForFunction(
    (sought: string) => {
      const words = document.querySelector('[role="status"]')?.textContent ?? '';
      return words.includes(sought) && words;
    },
    {},
    part,
  );
  return String(await text.jsonValue());
}

/** Resolves once an option has this value on the page, for who looks at it. */
const shows = async (page: Page, id: string, value: string): Promise<void> => {
  await page.bringToFront();
  await page.waitForFunction(
    (sought: string, wanted: string) => document.querySelector<HTMLInputElement>(sought)?.value === wanted,
    {},
    `#${id}`,
    value,
  );
};

/** Types over what is there, where the focus is. */
async function retype(page: Page, text: string): Promise<void> {
  await page.keyboard.down('Control');
  await page.keyboard.press('a');
  await page.keyboard.up('Control');
  await page.keyboard.type(text);
}

async function enter(page: Page, id: string, text: string): Promise<void> {
  await page.focus(`#${id}`);
  await retype(page, text);
  await page.keyboard.press('Enter');
}

describe.each(['chromium', 'firefox'] as const)('in %s', (browser) => {
  let viewer: Viewer;
  const open = async () => {
    const page = await viewer.openExtensionPage('options/index.html');
    await page.waitForSelector('#connections');
    return page;
  };

  beforeAll(async () => {
    viewer = await launchViewer(browser);
  });
  afterAll(() => viewer?.close());
  afterEach(async () => {
    await (await open()).evaluate('chrome.storage.local.clear()');
    await viewer.closeTabs();
  });

  test('options changed by keyboard are kept, also in a tab opened before, until they are reset', async () => {
    const page = await open();
    const other = await open();
    expect(await shownValue(page, 'connections')).toBe('auto');
    await page.bringToFront();
    await page.focus('#connections');
    for (let i = 0; i < 6; i++) await page.keyboard.press('ArrowDown');
    expect(await said(page, '6.')).toBe('Saved: Connections, 6.');
    await enter(page, 'blockSize', '2.5');
    expect(await said(page, 'MiB')).toBe('Saved: Block size, 2.5 MiB.');
    await shows(other, 'connections', '6');
    await shows(other, 'blockSize', '2.5');

    // A page opened anew reads what was stored.
    const again = await open();
    expect(await shownValue(again, 'connections')).toBe('6');
    expect(await shownValue(again, 'blockSize')).toBe('2.5');
    expect(await again.$eval('#pieceSize-bounds', (bounds) => bounds.textContent)).toContain('2560 KiB');

    await again.focus('[data-action="reset"]');
    await again.keyboard.press('Enter');
    await said(again, 'default');
    expect(await shownValue(again, 'connections')).toBe('auto');
    await shows(page, 'blockSize', '8');
    expect(await shownValue(await open(), 'connections')).toBe('auto');
  });

  test('a value that will not do is refused in words, and the one before stays', async () => {
    const page = await open();
    await enter(page, 'blockSize', '0.5');
    expect(await shownError(page)).toEqual({
      code: 'too-small',
      text: '0.5 is too small: it must be at least 1 MiB. It stays as it was: 8 MiB.',
    });
    expect(await shownValue(page, 'blockSize')).toBe('8');
    await enter(page, 'blockSize', 'much');
    await page.waitForSelector('[data-error="not-a-number"]');
    expect((await shownError(page)).text).toBe('“much” is not a number. It stays as it was: 8 MiB.');
    // A mended value takes the words back.
    await enter(page, 'blockSize', '9');
    await said(page, '9 MiB');
    expect(await page.$('[data-error]')).toBe(null);
    expect(await shownValue(await open(), 'blockSize')).toBe('9');
  });

  test('every option says what it is, and what it may be', async () => {
    const page = await open();
    const ids = ['connections', 'maxSpeed', 'blocksAhead', 'blockSize', 'pieceSize'];
    for (const id of ids) {
      const described = await page.$eval(`#${id}`, (control) => {
        const parts = (control.getAttribute('aria-describedby') ?? '').split(' ');
        return {
          label: (control as HTMLInputElement).labels?.[0]?.textContent ?? '',
          about: parts.map((part) => document.getElementById(part)?.textContent).join(' '),
        };
      });
      expect(described.label, id).not.toBe('');
      expect(described.about, id).toMatch(/From .+ to .+\. Default: .+\./);
    }
    expect(await page.$$eval('.option', (options) => options.length)).toBe(ids.length);
    expect(await page.$eval('#resume-bounds', (bounds) => bounds.textContent)).toMatch(/^Default: .+\.$/);
  });

  test('a header profile is written by keyboard, refused in words until it will do, and carried to another browser', async () => {
    const page = await open();
    await page.waitForSelector('.profiles li');
    const isOn = () =>
      page.$$eval('.profiles .on-off input', (boxes) =>
        boxes.map((box) => (box as HTMLInputElement).checked),
      );
    // The examples.
    expect(await isOn()).toEqual([false, false, false]);
    await page.focus('[data-action="add-profile"]');
    await page.keyboard.press('Enter');
    for (const text of ['A disk', 'films.*', 'Range: bytes=0-1']) {
      await page.keyboard.type(text);
      await page.keyboard.press('Tab');
    }
    await page.keyboard.press('Enter');
    await page.waitForSelector('[data-error="bad-host"]');
    expect((await shownError(page)).text).toBe('“films.*” is not the name of a host.');
    await retype(page, 'films.test');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.waitForSelector('[data-error="reserved-header"]');
    await retype(page, 'User-Agent: disk/1');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await said(page, 'Saved: A disk.');
    expect(await isOn()).toEqual([false, false, false, true]);

    const downloads = await watchDownloads(viewer);
    await page.click('[data-action="export"]');
    const file = JSON.parse(await downloads.text('funnel-settings.json'));
    expect(file.headerProfiles.at(-1)).toEqual({
      name: 'A disk',
      isOn: true,
      hosts: ['films.test'],
      headers: [{ name: 'user-agent', value: 'disk/1' }],
    });
    const profiles = (count: number) =>
      page.waitForFunction(
        (wanted: number) => document.querySelectorAll('.profiles li').length === wanted,
        {},
        count,
      );
    // What was removed, one or all of them, is had back by a press.
    for (const [removal, left] of [
      ['.profiles li:last-child [data-action="remove"]', 3],
      ['[data-action="reset"]', 3],
    ] as const) {
      await page.$$eval('.profiles details', (folds) => {
        for (const fold of folds) fold.open = true;
      });
      await page.click(removal);
      await profiles(left);
      await page.click('[data-action="undo"]');
      await profiles(4);
      await said(page, 'as they were');
      expect(await page.$('[data-action="undo"]:not([hidden])')).toBe(null);
    }
    await page.click('[data-action="reset"]');
    await profiles(3);
    const choose = async (name: string, settings: object) => {
      const path = join(downloads.folder, name);
      await writeFile(path, JSON.stringify(settings));
      const input = await page.waitForSelector('input[type="file"]');
      await (input as ElementHandle<HTMLInputElement>).uploadFile(path);
    };
    await choose('wrong.json', { ...file, options: { connections: 99 } });
    await page.waitForSelector('.said[data-error="bad-value"]');
    expect((await shownError(page)).text).toContain('options.connections');
    const url = 'http://films.test/a.mp4';
    await watchedBefore(page, { url, title: 'A film', positionSeconds: 65, durationSeconds: 600 });
    const viewing = { ...file.viewing, resume: 'never' };
    await choose('right.json', { ...file, options: { connections: 5 }, viewing });
    await said(page, 'right.json');
    // Nor is a list of films there any more, where the file wants none.
    expect(await page.evaluate("chrome.storage.local.get('recentFilms')")).toEqual({});
    await shows(page, 'connections', '5');
    await profiles(4);
    // One that was turned on is turned off by its box, for good.
    await page.focus('.profiles li:last-child .on-off input');
    await page.keyboard.press(' ');
    await said(page, 'A disk');
    expect(
      await (await open()).waitForSelector('.profiles li:last-child input:not(:checked)'),
    ).not.toBeNull();
    await downloads.forget();
  });

  test('are reached from the popup', async () => {
    const popup = await viewer.openExtensionPage('popup/index.html');
    const link = await popup.waitForSelector('a');
    // The popup closes itself once the page is open.
    link!.click().catch(() => {});
    await viewer.loaded('options/index.html');
  });
});
