// The keys of a keyboard, a headset or a lock screen, which no driver presses.
import type { Page } from 'puppeteer-core';
import { inFirefoxItself, type Viewer } from './viewer';

type Acts = Record<string, MediaSessionActionHandler | null>;

/**
 * Browsers hand such a key to the page as it has asked them to. What it asks is kept here, which only a page that is
 * loaded anew does.
 * @returns does what the page wants done for a key
 */
export async function mediaKeysOf(
  viewer: Viewer,
  page: Page,
): Promise<(key: MediaSessionAction, seconds?: number) => Promise<void>> {
  if (viewer.name === 'chromium') await page.evaluateOnNewDocument(keepActs);
  else await onNewDocumentInFirefox(viewer, keepActs);
  await page.evaluate(() => location.reload());
  await page.waitForFunction(() => 'acts' in window);
  return (key, seconds) =>
    page.evaluate(
      (action, time) => {
        const { acts } = window as unknown as { acts: Acts };
        acts[action]!({ action, ...(time !== null && { seekTime: time, seekOffset: time }) });
      },
      key,
      seconds ?? null,
    );
}

function keepActs(): void {
  const acts: Acts = {};
  Object.assign(window, { acts });
  const { setActionHandler } = MediaSession.prototype;
  MediaSession.prototype.setActionHandler = function (action, act) {
    acts[action] = act;
    setActionHandler.call(this, action, act);
  };
}

/** In the player's tab: the driver does so on no page of an extension. */
const onNewDocumentInFirefox = (viewer: Viewer, act: () => void): Promise<void> => {
  const script = `addEventListener('DOMWindowCreated', ({ target: { defaultView } }) => {
    const sandbox = new Cu.Sandbox(defaultView, { sandboxPrototype: defaultView, wantXrays: false });
    Cu.evalInSandbox(${JSON.stringify(`(${act})()`)}, sandbox);
  })`;
  return inFirefoxItself(
    viewer.browser,
    `gBrowser.browsers.find(({ currentURI }) => currentURI.spec.includes('/player/'))
      .messageManager.loadFrameScript('data:,' + encodeURIComponent(${JSON.stringify(script)}), false)`,
  );
};
