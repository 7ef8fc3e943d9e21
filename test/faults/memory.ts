import { setTimeout as delay } from 'node:timers/promises';
import type { Page } from 'puppeteer-core';
import { inFirefoxItself, type Viewer } from '../browser/viewer';

/**
 * What the player holds once what nobody needs is gone: in Chromium its page's script, in Firefox the process of all
 * pages of extensions.
 */
export async function memoryBytes(viewer: Viewer, page: Page): Promise<number> {
  if (viewer.name === 'firefox') {
    await inFirefoxItself(viewer.browser, `Services.obs.notifyObservers(null, 'child-mmu-request')`);
    await delay(2_000);
    return inFirefoxItself<number>(
      viewer.browser,
      `ChromeUtils.requestProcInfo().then(({ children }) => children.find(({ type }) => type === 'extension').memory)`,
    );
  }
  const session = await page.createCDPSession();
  await session.send('HeapProfiler.collectGarbage');
  const { usedSize, backingStorageSize = 0 } = (await session.send('Runtime.getHeapUsage')) as {
    usedSize: number;
    backingStorageSize?: number;
  };
  await session.detach();
  return usedSize + backingStorageSize;
}
