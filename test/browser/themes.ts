import type { Page } from 'puppeteer-core';
import { inFirefoxItself, type Viewer } from './viewer';

/** As the viewer's system is set: bright or dark. Firefox's driver cannot say it, its own settings can: to all pages. */
export async function chooseTheme(viewer: Viewer, page: Page, theme: 'light' | 'dark'): Promise<void> {
  if (viewer.name === 'chromium') {
    await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: theme }]);
    return;
  }
  const setting = theme === 'dark' ? 0 : 1;
  await inFirefoxItself(
    viewer.browser,
    `Services.prefs.setIntPref('layout.css.prefers-color-scheme.content-override', ${setting})`,
  );
  await page.waitForFunction(
    (wanted: string) => matchMedia(`(prefers-color-scheme: ${wanted})`).matches,
    {},
    theme,
  );
}
