import { join } from 'node:path';
import puppeteer from 'puppeteer-core';
import webExt from 'web-ext';
import { awaitDebuggingPort } from './debugging-port';
import { type DemoBrowser, type LaunchOptions, runOptions } from './demo-browser';

export async function launchChromium(options: LaunchOptions): Promise<DemoBrowser> {
  const { executablePath, headless, extensionFolder, profileFolder } = options;
  const runner = await webExt.cmd.run(
    {
      ...runOptions(extensionFolder),
      target: ['chromium'],
      chromiumBinary: executablePath,
      chromiumProfile: profileFolder,
      args: [
        // Beside the pipe that web-ext keeps to itself.
        '--remote-debugging-port=0',
        '--autoplay-policy=no-user-gesture-required',
        '--lang=en-US',
        ...(headless ? ['--headless=new', '--disable-gpu'] : []),
        // Chromium's sandbox refuses to run as root.
        ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
      ],
    },
    { shouldExitProgram: false },
  );
  const gone = new Promise<void>((resolve) => runner.registerCleanup(resolve));
  const endpoint = await awaitDebuggingPort(join(profileFolder, 'DevToolsActivePort'), (text) => {
    const [port, path] = text.split('\n');
    return port && path ? `ws://127.0.0.1:${port}${path}` : undefined;
  });
  const browser = await puppeteer.connect({ browserWSEndpoint: endpoint, defaultViewport: null });
  const welcome = await browser.waitForTarget((target) => target.url().endsWith('/welcome/index.html'));
  await (await welcome.page())?.close();
  const background = await browser.waitForTarget((target) => target.type() === 'service_worker');
  return {
    browser,
    extensionUrl: new URL('/', background.url()).href,
    async load(page, url) {
      await page.goto(url, { waitUntil: 'domcontentloaded' });
    },
    gone,
    async close() {
      await browser.disconnect();
      await runner.exit();
      await gone;
    },
  };
}
