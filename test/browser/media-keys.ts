// The keys of a keyboard, a headset or a lock screen, which no driver presses.
import type { Page } from 'puppeteer-core';
import { inFirefoxItself, type Viewer } from './viewer';

export type MediaKey = 'play' | 'pause' | 'seekForward' | 'seekBackward' | 'seekTo' | 'nextTrack';

/**
 * Firefox hands a key to the page by what its window does when one is pressed. Chromium's window is out of reach, so
 * there it is what the page has told the browser to do; the page is loaded anew for it.
 * @returns presses one in the tab that is shown
 */
export async function mediaKeysOf(
  viewer: Viewer,
  page: Page,
): Promise<(key: MediaKey, seconds?: number) => Promise<void>> {
  if (viewer.name === 'firefox') {
    return (key, seconds) =>
      inFirefoxItself(
        viewer.browser,
        `gBrowser.selectedBrowser.browsingContext.mediaController.${key}(${seconds ?? ''})`,
      );
  }
  await page.evaluateOnNewDocument(() => {
    const acts: Record<string, MediaSessionActionHandler | null> = {};
    Object.assign(globalThis, { acts });
    const { setActionHandler } = MediaSession.prototype;
    MediaSession.prototype.setActionHandler = function (action, act) {
      acts[action] = act;
      setActionHandler.call(this, action, act);
    };
  });
  await page.reload();
  return (key, seconds) =>
    page.evaluate(
      (action: string, time) => {
        const act = (Reflect.get(globalThis, 'acts') as Record<string, MediaSessionActionHandler>)[action];
        act!({
          action: action as MediaSessionAction,
          ...(time !== null && { seekTime: time, seekOffset: time }),
        });
      },
      key.toLowerCase(),
      seconds ?? null,
    );
}
