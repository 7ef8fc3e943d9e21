import type { Browser, Page } from 'puppeteer-core';

export interface LaunchOptions {
  executablePath: string;
  headless: boolean;
  /** The extension, unpacked. */
  extensionFolder: string;
  /** An empty folder that is the browser's alone. */
  profileFolder: string;
}

/** A browser that web-ext started with the extension in it, and that puppeteer was attached to afterwards. */
export interface DemoBrowser {
  readonly browser: Browser;
  /** Ends with a slash. */
  readonly extensionUrl: string;
  load(page: Page, url: string): Promise<void>;
  /** Settles when the browser has gone, closed by the viewer or by `close`. */
  readonly gone: Promise<void>;
  close(): Promise<void>;
}

/** What both browsers are told through web-ext. */
export const runOptions = (extensionFolder: string) => ({
  sourceDir: extensionFolder,
  noReload: true,
  noInput: true,
  // The folder is a fresh one of ours: web-ext would else use a copy, whose place it does not tell.
  keepProfileChanges: true,
  startUrl: ['about:blank'],
});
