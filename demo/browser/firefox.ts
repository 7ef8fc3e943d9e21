import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import puppeteer, { type Browser, type Page } from 'puppeteer-core';
import webExt from 'web-ext';
import { awaitDebuggingPort } from './debugging-port';
import { type DemoBrowser, type LaunchOptions, runOptions } from './demo-browser';

const geckoId = 'funnel@funnel.example';
/** Firefox gives each extension a random one, unless a preference names it. */
const uuid = 'a4c52f1e-60a7-4f0e-93e5-2b1d0c3f8d17';

export async function launchFirefox(options: LaunchOptions): Promise<DemoBrowser> {
  const { executablePath, headless, extensionFolder, profileFolder } = options;
  const runner = await webExt.cmd.run(
    {
      ...runOptions(extensionFolder),
      target: ['firefox-desktop'],
      firefox: executablePath,
      firefoxProfile: profileFolder,
      pref: {
        // web-ext writes the text between quotes as it stands, so it comes escaped.
        'extensions.webextensions.uuids': JSON.stringify(JSON.stringify({ [geckoId]: uuid })).slice(1, -1),
        'media.autoplay.default': 0,
        'intl.locale.requested': 'en-US',
      },
      args: [
        '--remote-debugging-port',
        '0',
        // Without it the driver may not open a page of an extension.
        '--remote-allow-system-access',
        ...(headless ? ['--headless'] : []),
      ],
    },
    { shouldExitProgram: false },
  );
  const gone = new Promise<void>((resolve) => runner.registerCleanup(resolve));
  const endpoint = await awaitDebuggingPort(join(profileFolder, 'WebDriverBiDiServer.json'), (text) => {
    const port = /"ws_port":\s*(\d+)/.exec(text)?.[1];
    return port ? `ws://127.0.0.1:${port}/session` : undefined;
  });
  const browser = await puppeteer.connect({
    browserWSEndpoint: endpoint,
    protocol: 'webDriverBiDi',
    defaultViewport: null,
  });
  const extensionUrl = `moz-extension://${uuid}/`;
  const connection = connectionOf(browser);
  const context = await awaitPage(connection, `${extensionUrl}welcome/index.html`);
  await connection.send('browsingContext.close', { context });
  return {
    browser,
    extensionUrl,
    load,
    gone,
    async close() {
      await browser.disconnect();
      await runner.exit();
      await gone;
    },
  };
}

interface BidiConnection {
  send(method: string, params: object): Promise<{ result: { contexts: { url: string; context: string }[] } }>;
}

const connectionOf = (browser: Browser) => (browser as unknown as { connection: BidiConnection }).connection;

const loadWithinMs = 30_000;
const lookEveryMs = 50;

/**
 * Firefox loads an extension's page but never tells the driver so, and a script evaluated meanwhile meets the page that
 * gives way: so the browser is asked for its pages' addresses until this one is among them.
 */
async function load(page: Page, url: string): Promise<void> {
  page.goto(url).catch(() => {});
  await awaitPage(connectionOf(page.browser()), url);
}

/** Resolves with what the driver calls the page that has this address. */
async function awaitPage(connection: BidiConnection, url: string): Promise<string> {
  const deadlineMs = performance.now() + loadWithinMs;
  for (;;) {
    const { result } = await connection.send('browsingContext.getTree', { maxDepth: 0 });
    const found = result.contexts.find((each) => each.url === url);
    if (found) return found.context;
    if (performance.now() > deadlineMs) throw new Error(`Firefox did not load ${url}.`);
    await delay(lookEveryMs);
  }
}
