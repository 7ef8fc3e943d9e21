import type { FunnelOptions } from '../src/core/funnel/options';
import type { Viewer } from '../test/browser/viewer';

declare const chrome: { storage: { local: { set(items: object): Promise<void> } } };

/** Stores the extension's options as its options page does: the players opened afterwards go by them. */
export async function setOptions(viewer: Viewer, options: Partial<FunnelOptions>): Promise<void> {
  const page = await viewer.openExtensionPage('popup/index.html');
  await page.evaluate((stored: object) => chrome.storage.local.set({ options: stored }), options);
  await page.close();
}
