import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import type { Page } from 'puppeteer-core';
import type { Viewer } from './viewer';

interface Dragged {
  readonly text?: string;
  /** Paths. */
  readonly files?: readonly string[];
}

export const dropText = (viewer: Viewer, page: Page, text: string): Promise<void> =>
  drop(viewer, page, { text });

export const dropFiles = (viewer: Viewer, page: Page, files: readonly string[]): Promise<void> =>
  drop(viewer, page, { files });

/**
 * Dragged over the page from outside of it and let go over its middle. Firefox's driver has no such drag: there the event is
 * as the browser makes it.
 */
async function drop({ name }: Viewer, page: Page, { text, files = [] }: Dragged): Promise<void> {
  if (name === 'chromium') {
    const items = text === undefined ? [] : [{ mimeType: 'text/plain', data: text }];
    const data = { items, files: [...files], dragOperationsMask: 1 };
    const session = await page.createCDPSession();
    for (const type of ['dragEnter', 'dragOver', 'drop'] as const) {
      await session.send('Input.dispatchDragEvent', { type, x: 640, y: 360, data });
    }
    await session.detach();
    return;
  }
  const read = await Promise.all(
    files.map(async (path) => ({ name: basename(path), text: await readFile(path, 'utf8') })),
  );
  await page.evaluate(
    (line: string | undefined, dropped: { name: string; text: string }[]) => {
      const dataTransfer = new DataTransfer();
      if (line !== undefined) dataTransfer.setData('text/plain', line);
      for (const file of dropped) dataTransfer.items.add(new File([file.text], file.name));
      const event = new DragEvent('drop', { bubbles: true, cancelable: true, dataTransfer });
      document.elementFromPoint(640, 360)!.dispatchEvent(event);
    },
    text,
    read,
  );
}
