// How soon a link can be pasted into the popup, beside an empty page of the extension: what the browser alone takes.
import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { launchViewer, type Viewer } from '../test/browser/viewer';
import { median } from './figures';

const openings = 21;
const readyMsMax = 100;
const emptyPage = 'popup/empty.html';
const dist = fileURLToPath(new URL('../dist', import.meta.url));

/** In both browsers. Prints the medians of both pages, opened in turn, and whether the popup keeps to the bar. */
export async function checkPopup(): Promise<void> {
  const extension = await mkdtemp(join(tmpdir(), 'funnel-popup-'));
  await cp(dist, extension, { recursive: true });
  await writeFile(join(extension, emptyPage), '<!doctype html><script src="empty.js" defer></script>');
  await writeFile(join(extension, 'popup/empty.js'), 'performance.mark("ready")');
  for (const browser of ['chromium', 'firefox'] as const) {
    const viewer = await launchViewer(browser, { extension });
    const popup: number[] = [];
    const empty: number[] = [];
    for (let opening = 0; opening < openings; opening++) {
      empty.push(await readyMs(viewer, emptyPage));
      popup.push(await readyMs(viewer, 'popup/index.html'));
    }
    await viewer.close();
    const [popupMs, emptyMs] = [Math.round(median(popup)!), Math.round(median(empty)!)];
    const verdict = popupMs <= readyMsMax ? 'holds' : 'MISSED';
    const beside = `an empty page ${emptyMs} ms`;
    console.log(`${browser}: popup ready in ${popupMs} ms, ${beside}  bar ≤ ${readyMsMax}  ${verdict}`);
  }
  await rm(extension, { recursive: true });
}

/** From the beginning of the page's loading. */
async function readyMs(viewer: Viewer, path: string): Promise<number> {
  const page = await viewer.openExtensionPage(path);
  await page.waitForFunction(() => performance.getEntriesByName('ready').length > 0);
  const ms = await page.evaluate(() => performance.getEntriesByName('ready')[0]!.startTime);
  await page.close();
  return ms;
}
