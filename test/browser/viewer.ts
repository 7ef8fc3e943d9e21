import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import puppeteer, { type Browser, type Page } from 'puppeteer-core';
import { playerAddress } from '../../src/shared/player-address';
import { browserPaths } from '../../tools/browser-paths.mjs';

export type BrowserName = 'chromium' | 'firefox';

/** A real browser with the extension in it, and a window onto what its viewer sees. */
export interface Viewer {
  readonly name: BrowserName;
  readonly browser: Browser;
  /** A page of the extension, such as `popup/index.html`. */
  openExtensionPage(path: string): Promise<Page>;
  /** The player's page for a link, as the context menu opens it; with mirrors, as the popup does. */
  play(url: string, mirrors?: readonly string[]): Promise<Page>;
  openPage(url: string): Promise<Page>;
  /** Resolves when a tab that the extension opened or sent elsewhere has loaded an address with this in it. */
  loaded(address: string): Promise<void>;
  /**
   * "Play with Funnel" from the context menu of an element. In Firefox it is opened and clicked; Chromium's cannot be
   * reached by automation, so there the browser's own event is raised with what it would say.
   */
  chooseFromContextMenu(page: Page, selector: string): Promise<void>;
  /** `vf <text>` and Enter in the address bar; in Chromium, as above, the event of it. */
  enterInAddressBar(text: string): Promise<void>;
  /** Ends the background as browsers do when they find it idle, whatever it is doing. */
  stopBackground(): Promise<void>;
  close(): Promise<void>;
}

const dist = fileURLToPath(new URL('../../dist', import.meta.url));
const geckoId = 'funnel@funnel.example';
const geckoUuid = '6f1c0f4e-3a51-4d0c-9f0b-5d1f6a0a7f11';

export const launchViewer = (name: BrowserName): Promise<Viewer> =>
  name === 'chromium' ? launchChromium() : launchFirefox();

async function launchChromium(): Promise<Viewer> {
  const userDataDir = await mkdtemp(join(tmpdir(), 'funnel-chromium-'));
  const browser = await puppeteer.launch({
    executablePath: browserPaths().chromium,
    pipe: true,
    enableExtensions: [dist],
    userDataDir,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--lang=en-US',
      '--autoplay-policy=no-user-gesture-required',
      '--host-resolver-rules=MAP *.test 127.0.0.1, MAP *.test. 127.0.0.1',
      // The test origin signs its certificate itself.
      '--ignore-certificate-errors',
    ],
    defaultViewport: { width: 1280, height: 720 },
  });
  const worker = await browser.waitForTarget((target) => target.type() === 'service_worker');
  const base = new URL('/', worker.url()).href;
  return viewer('chromium', browser, base, {
    async load(page, url) {
      await page.goto(url);
    },
    async loaded(address) {
      const target = await browser.waitForTarget((each) => each.url().includes(address));
      await (await target.page())!.waitForSelector('body');
    },
    async stopBackground() {
      const session = await browser.target().createCDPSession();
      const { targetInfos } = await session.send('Target.getTargets');
      for (const { type, targetId } of targetInfos) {
        if (type === 'service_worker') await session.send('Target.closeTarget', { targetId });
      }
      await session.detach();
    },
    async chooseFromContextMenu(page, selector) {
      const linkUrl = await page.$eval(selector, (link) => link.getAttribute('href') ?? '');
      const click = { menuItemId: 'play-with-funnel', linkUrl, pageUrl: page.url(), editable: false };
      await inBackground(browser, `chrome.contextMenus.onClicked.dispatch(${JSON.stringify(click)})`);
    },
    async enterInAddressBar(text) {
      const entered = `${JSON.stringify(text)}, 'currentTab'`;
      await inBackground(browser, `chrome.omnibox.onInputEntered.dispatch(${entered})`);
    },
    forget: () => rm(userDataDir, { recursive: true, force: true, maxRetries: 5 }),
  });
}

async function launchFirefox(): Promise<Viewer> {
  const browser = await puppeteer.launch({
    browser: 'firefox',
    executablePath: browserPaths().firefox,
    args: ['--remote-allow-system-access'],
    acceptInsecureCerts: true,
    extraPrefsFirefox: {
      'extensions.webextensions.uuids': JSON.stringify({ [geckoId]: geckoUuid }),
      'media.autoplay.default': 0,
      'network.dns.localDomains': 'films.test,films.test.,other.test,other.test.',
      'intl.locale.requested': 'en-US',
    },
    defaultViewport: { width: 1280, height: 720 },
  });
  await browser.installExtension(dist);
  return viewer('firefox', browser, `moz-extension://${geckoUuid}/`, {
    async load(page, url) {
      // Firefox loads the page but never tells the driver so; and who evaluates meanwhile, meets half a page.
      page.goto(url).catch(() => {});
      await loadedInFirefox(browser, url);
    },
    loaded: (address) => loadedInFirefox(browser, address),
    stopBackground: () =>
      inFirefoxItself(
        browser,
        `WebExtensionPolicy.getByID('${geckoId}').extension
          .terminateBackground({ ignoreDevToolsAttached: true, disableResetIdleForTest: true })`,
      ),
    async chooseFromContextMenu(page, selector) {
      await page.click(selector, { button: 'right' });
      await inFirefoxItself(
        browser,
        `(async () => {
          const menu = document.getElementById('contentAreaContextMenu');
          if (menu.state !== 'open') await new Promise((shown) => menu.addEventListener('popupshown', shown));
          menu.activateItem([...menu.children].find(({ label }) => label === 'Play with Funnel'));
        })()`,
      );
    },
    enterInAddressBar: (text) =>
      inFirefoxItself(
        browser,
        `(async () => {
          gURLBar.focus();
          gURLBar.search(${JSON.stringify(`vf ${text}`)});
          await gURLBar.lastQueryContextPromise;
          gURLBar.handleCommand();
        })()`,
      ),
    forget: async () => {},
  });
}

/** Evaluates in Chromium's service worker. */
async function inBackground(browser: Browser, expression: string): Promise<void> {
  const target = await browser.waitForTarget((each) => each.type() === 'service_worker');
  const worker = await target.worker();
  await worker!.evaluate(expression);
}

/** Firefox now and then quits without an answer, or waits for a page that does: its process is what must be gone. */
async function quit(browser: Browser): Promise<void> {
  const process = browser.process();
  const gone = process && process.exitCode === null ? once(process, 'exit') : Promise.resolve();
  browser.close().catch(() => {});
  const patience = setTimeout(() => process?.kill('SIGKILL'), 15_000);
  await gone;
  clearTimeout(patience);
}

interface BidiConnection {
  send(method: string, params: object): Promise<{ result: Record<string, unknown> }>;
}

/** Evaluates in the browser's own window, as its own code does: the driver has no call for it, its protocol has. */
export async function inFirefoxItself(browser: Browser, expression: string): Promise<void> {
  const { connection } = browser as unknown as { connection: BidiConnection };
  const tree = await connection.send('browsingContext.getTree', { 'moz:scope': 'chrome' });
  const [window] = tree.result.contexts as { context: string }[];
  const { result } = await connection.send('script.evaluate', {
    expression,
    awaitPromise: true,
    target: { context: window!.context },
  });
  if (result.type !== 'success') throw new Error(JSON.stringify(result));
}

/** Resolves when a tab has loaded an address that has `part` in it. */
const loadedInFirefox = (browser: Browser, part: string): Promise<void> =>
  inFirefoxItself(
    browser,
    `new Promise((loaded) => {
      const isIt = ({ currentURI, webProgress }) =>
        currentURI.spec.includes(${JSON.stringify(part)}) && !webProgress.isLoadingDocument;
      const look = () => (gBrowser.browsers.some(isIt) ? loaded() : setTimeout(look, 20));
      look();
    })`,
  );

interface Ways {
  loaded(address: string): Promise<void>;
  load(page: Page, url: string): Promise<void>;
  chooseFromContextMenu(page: Page, selector: string): Promise<void>;
  enterInAddressBar(text: string): Promise<void>;
  stopBackground(): Promise<void>;
  forget(): Promise<void>;
}

function viewer(name: BrowserName, browser: Browser, base: string, ways: Ways): Viewer {
  const openExtensionPage = async (path: string) => {
    const page = await browser.newPage();
    await ways.load(page, base + path);
    return page;
  };
  return {
    name,
    browser,
    openExtensionPage,
    play: (url, mirrors) => openExtensionPage(playerAddress(url, null, mirrors)),
    async openPage(url) {
      const page = await browser.newPage();
      await page.goto(url);
      return page;
    },
    loaded: ways.loaded,
    chooseFromContextMenu: ways.chooseFromContextMenu,
    enterInAddressBar: ways.enterInAddressBar,
    stopBackground: ways.stopBackground,
    async close() {
      await quit(browser);
      await ways.forget();
    },
  };
}
