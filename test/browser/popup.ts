// The popup as the toolbar's button opens it: over a page, and gone when its work is done.
import type { Page } from 'puppeteer-core';
import { firefoxFrame, turnsMax } from './firefox-frame';
import { inFirefoxItself, type Viewer } from './viewer';

export interface Popup {
  /** What the driver has of it; Firefox's has nothing. */
  readonly page?: Page;
  /** What an expression comes to in the popup's page; plain data. */
  evaluate<T>(expression: string): Promise<T>;
  /** Resolves once an expression is true there. */
  until(expression: string): Promise<void>;
  /** Presses a button: by keyboard where the driver has one for popups. */
  press(selector: string): Promise<void>;
  /** Resolves when it is closed. */
  close(): Promise<void>;
}

export async function openPopup(viewer: Viewer, over: Page): Promise<Popup> {
  await over.bringToFront();
  return viewer.name === 'chromium' ? openInChromium(viewer, over) : openInFirefox(viewer);
}

async function openInChromium({ browser }: Viewer, over: Page): Promise<Popup> {
  const [extension] = (await browser.extensions()).values();
  await over.triggerExtensionAction(extension!);
  const target = await browser.waitForTarget((each) => each.url().endsWith('/popup/index.html'));
  const popup = await target.asPage();
  await popup.waitForSelector('#connections option');
  return {
    page: popup,
    evaluate: (expression) => popup.evaluate(expression) as never,
    async until(expression) {
      await popup.waitForFunction(`(async () => ${expression})()`);
    },
    async press(selector) {
      await popup.focus(selector);
      // It may close itself before the key comes up again.
      popup.keyboard.press('Enter').catch(() => {});
    },
    close: () => popup.close(),
  };
}

/** Not the one it is loaded into before it is shown, whose messages are lost when the two are swapped. */
const inFirefoxPopup =
  "document.querySelector('.webextension-popup-browser:not(.webextension-preload-browser)')";
async function openInFirefox({ browser }: Viewer): Promise<Popup> {
  await inFirefoxItself(
    browser,
    `(async () => {
      const { extension } = WebExtensionPolicy.getActiveExtensions().find(({ name }) => name === 'Funnel');
      const { ExtensionParent } = ChromeUtils.importESModule('resource://gre/modules/ExtensionParent.sys.mjs');
      await ExtensionParent.apiManager.global.browserActionFor(extension).openPopup(window, false);
      for (let turn = 0; turn < ${turnsMax}; turn++) {
        if (${inFirefoxPopup}?.currentURI.spec.endsWith('/popup/index.html')) return;
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
      throw new Error('no popup');
    })()`,
  );
  const { evaluate, until, start } = firefoxFrame(browser, inFirefoxPopup);
  await until("document.querySelector('#connections option') !== null");
  return {
    evaluate,
    until,
    press: (selector) => start(`document.querySelector(${JSON.stringify(selector)}).click()`),
    close: async () => {
      await inFirefoxItself(browser, `${inFirefoxPopup}.closest('panel').hidePopup()`);
    },
  };
}
