import type { Page } from 'puppeteer-core';
import { playerAddress } from '../src/shared/player-address';
import type { DemoBrowser } from './browser/demo-browser';

export interface Scene {
  funnel: Page;
  /** The demo page with the plain `<video>`; null when only a link is played. */
  plain: Page | null;
}

const pictureSize = { width: 1280, height: 720 };

/** Opens the player and, where there is one, the page beside it: at the same moment, each in a window of its own. */
export async function setScene(
  demo: DemoBrowser,
  film: { url: string; pageUrl: string | null },
  headless: boolean,
): Promise<Scene> {
  const [first] = await demo.browser.pages();
  const plain = film.pageUrl === null ? null : (first ?? (await demo.browser.newPage()));
  const funnel = plain || !first ? await demo.browser.newPage({ type: 'window' }) : first;
  if (headless) {
    for (const page of [funnel, plain]) await page?.setViewport(pictureSize);
  }
  await Promise.all([
    demo.load(funnel, demo.extensionUrl + playerAddress(film.url)),
    plain && film.pageUrl && demo.load(plain, film.pageUrl),
  ]);
  if (!headless && plain) await placeSideBySide(funnel);
  return { funnel, plain };
}

/** The part of an extension's `windows` that is used here. */
interface Windows {
  getCurrent(): Promise<{ id: number }>;
  getAll(): Promise<{ id: number }[]>;
  update(id: number, bounds: Record<'left' | 'top' | 'width' | 'height', number>): Promise<unknown>;
}

/** An extension's page may move windows; where the desktop does not let it, they stay where they are. */
async function placeSideBySide(funnel: Page): Promise<void> {
  await funnel.evaluate(async () => {
    const { browser, chrome } = globalThis as unknown as Record<string, { windows: Windows } | undefined>;
    const windows = (browser ?? chrome)?.windows;
    const own = await windows?.getCurrent();
    const width = Math.floor(screen.availWidth / 2);
    for (const { id } of (await windows?.getAll()) ?? []) {
      const left = id === own?.id ? width : 0;
      await windows?.update(id, { left, top: 0, width, height: screen.availHeight });
    }
  });
}
