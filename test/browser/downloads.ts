import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'vitest';
import { inFirefoxItself, type Viewer } from './viewer';

/** What a viewer saves from now on. */
export interface Downloads {
  /** Resolves with the text of the file of this name, once there is one. */
  text(name: string): Promise<string>;
  /** Where a file can be put for the viewer to choose. */
  readonly folder: string;
  forget(): Promise<void>;
}

export async function watchDownloads(viewer: Viewer): Promise<Downloads> {
  const folder = await mkdtemp(join(tmpdir(), 'funnel-downloads-'));
  if (viewer.name === 'chromium') {
    const session = await viewer.browser.target().createCDPSession();
    await session.send('Browser.setDownloadBehavior', { behavior: 'allow', downloadPath: folder });
  } else {
    // The list of downloads, opened by itself, would take the keys that are meant for the page.
    await inFirefoxItself(
      viewer.browser,
      `Services.prefs.setBoolPref('browser.download.alwaysOpenPanel', false);
      Services.prefs.setIntPref('browser.download.folderList', 2);
      Services.prefs.setStringPref('browser.download.dir', ${JSON.stringify(folder)});`,
    );
  }
  return {
    folder,
    async text(name) {
      const read = () => readFile(join(folder, name), 'utf8').catch(() => '');
      await expect.poll(read, { timeout: 10_000 }).not.toBe('');
      return read();
    },
    forget: () => rm(folder, { recursive: true, force: true }),
  };
}
