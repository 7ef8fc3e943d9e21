import type { Page } from 'puppeteer-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Origin, startOrigin } from '../server/origin';
import { trackFilms } from './track-films';
import { launchViewer, type Viewer } from './viewer';
import { playedTo } from './watching';

/** More than there is on any of the pages: a walk that goes in circles ends here. */
const stepsMax = 120;

/** Everything that can be seen in `scope` and pressed, dragged or typed into, numbered where it is. @returns their names */
const numberControls = (page: Page, scope: string): Promise<string[]> =>
  page.evaluate((within) => {
    const controls = 'button, input, select, summary, a[href], [tabindex="0"]';
    return (
      [...document.querySelector(within)!.querySelectorAll<HTMLElement>(controls)]
        .filter((each) => each.checkVisibility({ visibilityProperty: true }) && !each.matches(':disabled'))
        // Choices of which one holds are one stop: arrows go on from there.
        .filter((each) => !each.matches('[type=radio]:not(:checked)'))
        .filter((each) => !each.closest('[popover]') || each.closest('[popover]')!.matches(':popover-open'))
        .map((each, index) => {
          each.dataset.walk = String(index);
          return each.dataset.view ?? (each.id || each.localName);
        })
    );
  }, scope);

/** Where the focus is, as a number given before; null elsewhere. */
const focusedControl = (page: Page): Promise<number | null> =>
  page.evaluate(() => {
    const number = document.activeElement?.closest<HTMLElement>('[data-walk]')?.dataset.walk;
    return number === undefined ? null : Number(number);
  });

/**
 * Presses Tab, or Shift and Tab, from where the focus is.
 * @returns what controls of `scope` it did not come to
 */
async function unreached(page: Page, scope: string, direction: 1 | -1 = 1): Promise<string[]> {
  const names = await numberControls(page, scope);
  expect(names.length).toBeGreaterThan(0);
  const reached = new Set<number>();
  if (direction === -1) await page.keyboard.down('Shift');
  for (let step = 0; step < stepsMax && reached.size < names.length; step++) {
    await page.keyboard.press('Tab');
    const control = await focusedControl(page);
    if (control !== null) reached.add(control);
  }
  if (direction === -1) await page.keyboard.up('Shift');
  await page.evaluate(() => {
    for (const each of document.querySelectorAll<HTMLElement>('[data-walk]')) delete each.dataset.walk;
  });
  return names.filter((_, index) => !reached.has(index));
}

/** Another of the menu's choices, by the arrow from the one that holds; the film stays where it is. */
async function chooseAnother(page: Page, menu: string): Promise<void> {
  const state = () =>
    page.evaluate((within) => {
      const choices = [...document.querySelectorAll<HTMLInputElement>(`${within} [type=radio]`)];
      const chosen = choices.filter(({ checked }) => checked).map(({ name, value }) => `${name}: ${value}`);
      return { chosen, playheadSeconds: document.querySelector('video')!.currentTime };
    }, menu);
  const before = await state();
  await page.focus(`${menu} label:has(+ label) > [type=radio]:checked`);
  await page.keyboard.press('ArrowDown');
  await expect.poll(async () => (await state()).chosen).not.toEqual(before.chosen);
  expect((await state()).playheadSeconds).toBe(before.playheadSeconds);
}

describe.each(['chromium', 'firefox'] as const)('in %s', (browser) => {
  let viewer: Viewer;
  let origin: Origin;

  beforeAll(async () => {
    [viewer, origin] = await Promise.all([launchViewer(browser), startOrigin()]);
    origin.serve('/film.mp4', await trackFilms.tracks());
  });
  afterAll(() => Promise.all([viewer?.close(), origin?.close()]));

  test('Tab comes to every control of the player, and in and out of each of its menus', async () => {
    const page = await viewer.play(origin.url('/film.mp4'));
    await playedTo(page, 0.5);
    await page.keyboard.press('k');
    await page.waitForSelector('media-control-bar:defined');
    await page.waitForSelector('[data-view="chapters-button"]', { visible: true });
    expect(await unreached(page, 'media-controller')).toEqual([]);
    for (const menu of ['chapters', 'tracks', 'playback']) {
      const button = `[data-view="${menu}-button"]`;
      // To be there by itself proves nothing: that Tab comes here was seen above.
      await page.focus(button);
      await page.keyboard.press('Enter');
      await page.waitForSelector(`#${menu}:popover-open`);
      expect(await unreached(page, `#${menu}`), menu).toEqual([]);
      if (menu === 'tracks') await chooseAnother(page, `#${menu}`);
      await page.keyboard.press('Escape');
      await page.waitForSelector(`#${menu}:not(:popover-open)`);
      await page.waitForSelector(`${button}:focus`);
    }
    await page.keyboard.press('i');
    await page.waitForSelector('#panel:not([hidden])');
    // It comes before the controls, and on the way round Tab leads through the browser's own bars, which the driver cannot follow.
    expect(await unreached(page, '#panel', -1), 'panel').toEqual([]);
    await page.close();
  });

  test.each(['popup', 'options', 'welcome'])('Tab comes to every control of the page %s', async (name) => {
    const page = await viewer.openExtensionPage(`${name}/index.html`);
    await page.waitForSelector(name === 'welcome' ? 'button, a[href]' : '#connections option, #connections');
    expect(await unreached(page, 'body')).toEqual([]);
    await page.close();
  });
});
