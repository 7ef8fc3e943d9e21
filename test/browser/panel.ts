// What the panel of connections says.
import type { Page } from 'puppeteer-core';

export interface ShownLane {
  /** Empty where all lanes have the same. */
  host: string;
  mode: string;
  protocol: string;
  /** Why it is not in use, or not yet. */
  state: string;
  /** `6 of 6` */
  count: string;
  /** Bars with a request in them. */
  requests: number;
}

/** Opens the panel, once the page listens to keys: it is loaded while the film's first bytes are on their way. */
export async function openPanel(page: Page): Promise<void> {
  await page.waitForFunction(() => document.querySelector('[data-view="title"]')?.textContent !== 'Funnel');
  await page.keyboard.press('i');
  await page.waitForSelector('.panel .lane', { visible: true });
}

/** The lanes in the panel, in its order. */
export const shownLanes = (page: Page): Promise<ShownLane[]> =>
  page.$$eval('.panel .lane', (lanes) =>
    lanes.map((lane) => {
      const text = (selector: string) => lane.querySelector(selector)?.textContent ?? '';
      return {
        host: text('.host'),
        mode: text('.mode'),
        protocol: text('.protocol'),
        state: text('.state'),
        count: text('.count'),
        requests: lane.querySelectorAll('li:not([data-idle])').length,
      };
    }),
  );
