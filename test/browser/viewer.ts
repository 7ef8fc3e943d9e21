import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import puppeteer, { type Browser, type CDPSession, type Page, type Target } from 'puppeteer-core';
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
  /** All but the first: a film that goes on in another tab takes its share of the connections. */
  closeTabs(): Promise<void>;
  /** Closes the tab that has loaded an address with this in it. */
  closeTab(address: string): Promise<void>;
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
  /** Throws a tab's page away to save memory, as browsers do with tabs nobody looks at. @returns it, shown again */
  discardAndRestore(page: Page): Promise<Page>;
  /** Lets the browser think the computer is cut off from all networks; what Chromium's worker fetches still comes. */
  setOffline(isOffline: boolean): Promise<void>;
  close(): Promise<void>;
}

const dist = fileURLToPath(new URL('../../dist', import.meta.url));
const geckoId = 'funnel@funnel.example';
const geckoUuid = '6f1c0f4e-3a51-4d0c-9f0b-5d1f6a0a7f11';

const welcome = 'welcome/index.html';

interface LaunchOptions {
  /** Its folder. */
  readonly extension?: string;
  /** A Firefox that no sound is wanted of: without a sound device it plays nothing that has no picture. */
  readonly isSilent?: boolean;
  /** Lets films go on where they were left, as they do unless the viewer chose otherwise; here each test begins at the start. */
  readonly remembers?: boolean;
  /** Chromium's own, a tag such as `zh-CN`. */
  readonly language?: string;
}

export async function launchViewer(
  name: BrowserName,
  { extension = dist, isSilent = false, remembers = false, language = 'en-US' }: LaunchOptions = {},
): Promise<Viewer> {
  const viewer = await (name === 'chromium'
    ? launchChromium(extension, language)
    : launchFirefox(extension, isSilent));
  // The page that the extension shows when it has been installed.
  await viewer.loaded(welcome);
  await viewer.closeTab(welcome);
  if (!remembers) {
    const popup = await viewer.openExtensionPage('popup/index.html');
    await popup.evaluate("chrome.storage.local.set({ viewing: { resume: 'never' } })");
    await popup.close();
  }
  return viewer;
}

async function launchChromium(extension: string, language: string): Promise<Viewer> {
  const userDataDir = await mkdtemp(join(tmpdir(), 'funnel-chromium-'));
  const browser = await puppeteer.launch({
    executablePath: browserPaths().chromium,
    pipe: true,
    enableExtensions: [extension],
    userDataDir,
    // On Linux it asks the environment.
    env: { ...process.env, LANGUAGE: language.replace('-', '_') },
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      `--lang=${language}`,
      '--autoplay-policy=no-user-gesture-required',
      '--host-resolver-rules=MAP *.test 127.0.0.1, MAP *.test. 127.0.0.1',
      // The test origin signs its certificate itself.
      '--ignore-certificate-errors',
    ],
    defaultViewport: { width: 1280, height: 720 },
  });
  const worker = await browser.waitForTarget((target) => target.type() === 'service_worker');
  const base = new URL('/', worker.url()).href;
  /** What holds the network back, while something does. */
  let offline: CDPSession[] = [];
  return viewer('chromium', browser, base, {
    async load(page, url) {
      await page.goto(url);
    },
    async loaded(address) {
      const target = await browser.waitForTarget((each) => each.url().includes(address));
      const page = await target.page();
      // The target has its address before its page has: what is in the tab until then is another document.
      await page!.waitForFunction(
        (part: string) => location.href.includes(part) && document.readyState === 'complete',
        {},
        address,
      );
    },
    async closeTab(address) {
      const target = await browser.waitForTarget((each) => each.url().includes(address));
      await (await target.page())!.close();
    },
    async stopBackground() {
      const session = await browser.target().createCDPSession();
      const { targetInfos } = await session.send('Target.getTargets');
      for (const { type, targetId } of targetInfos) {
        if (type === 'service_worker') await session.send('Target.closeTarget', { targetId });
      }
      await session.detach();
    },
    async discardAndRestore(page) {
      const url = page.url();
      const [first] = await browser.pages();
      await first!.bringToFront();
      const tabs = `(await chrome.tabs.query({})).filter((tab) => tab.url === ${JSON.stringify(url)})`;
      await inBackground(
        browser,
        `(async () => { for (const { id } of ${tabs}) await chrome.tabs.discard(id); })()`,
      );
      const isIt = (target: Target) => target.type() === 'page' && target.url() === url;
      await inBackground(
        browser,
        `(async () => { for (const { id } of await chrome.tabs.query({ discarded: true })) await chrome.tabs.update(id, { active: true }); })()`,
      );
      return (await (await browser.waitForTarget(isIt)).page())!;
    },
    async setOffline(isOffline) {
      const emulate = (session: CDPSession) =>
        session.send('Network.emulateNetworkConditions', {
          offline: isOffline,
          latency: 0,
          downloadThroughput: -1,
          uploadThroughput: -1,
        });
      const concerned = browser.targets().filter((each) => ['page', 'service_worker'].includes(each.type()));
      if (isOffline) {
        offline = await Promise.all(concerned.map((target) => target.createCDPSession()));
        await Promise.all(offline.map(emulate));
        return;
      }
      // Pages may have been closed meanwhile, and the worker may be another.
      for (const session of offline.splice(0)) {
        await emulate(session).then(
          () => session.detach(),
          () => {},
        );
      }
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

async function launchFirefox(extension: string, isSilent: boolean): Promise<Viewer> {
  const browser = await puppeteer.launch({
    browser: 'firefox',
    executablePath: browserPaths().firefox,
    args: ['--remote-allow-system-access'],
    acceptInsecureCerts: true,
    // Now and then the driver is never told of the first tab.
    waitForInitialPage: false,
    extraPrefsFirefox: {
      'extensions.webextensions.uuids': JSON.stringify({ [geckoId]: geckoUuid }),
      'media.autoplay.default': 0,
      'network.disable-localhost-when-offline': true,
      ...(isSilent && { 'media.default_volume': '0.0' }),
      'network.dns.localDomains': 'films.test,films.test.,other.test,other.test.',
      'intl.locale.requested': 'en-US',
    },
    defaultViewport: { width: 1280, height: 720 },
  });
  await browser.newPage();
  await browser.installExtension(extension);
  return viewer('firefox', browser, `moz-extension://${geckoUuid}/`, {
    async load(page, url) {
      // Firefox loads the page but never tells the driver so; and who evaluates meanwhile, meets half a page.
      page.goto(url).catch(() => {});
      // The player takes a password out of its address.
      await loadedInFirefox(browser, url.replace(/#.*/s, ''), 'newest');
    },
    loaded: (address) => loadedInFirefox(browser, address),
    closeTab: (address) =>
      inFirefoxItself(
        browser,
        `gBrowser.removeTab(gBrowser.tabs.find(({ linkedBrowser }) =>
          linkedBrowser.currentURI.spec.includes(${JSON.stringify(address)})))`,
      ),
    stopBackground: () =>
      inFirefoxItself(
        browser,
        `WebExtensionPolicy.getByID('${geckoId}').extension
          .terminateBackground({ ignoreDevToolsAttached: true, disableResetIdleForTest: true })`,
      ),
    async discardAndRestore(page) {
      const address = JSON.stringify(page.url());
      await inFirefoxItself(
        browser,
        `(async () => {
          const tab = gBrowser.tabs.find(({ linkedBrowser }) => linkedBrowser.currentURI.spec === ${address});
          gBrowser.selectedTab = gBrowser.tabs[0];
          await gBrowser.prepareDiscardBrowser(tab);
          gBrowser.discardBrowser(tab, true);
          const restored = new Promise((is) => tab.addEventListener('SSTabRestored', is, { once: true }));
          gBrowser.selectedTab = tab;
          await restored;
        })()`,
      );
      // The driver cannot look into a page that is on its way.
      await loadedInFirefox(browser, page.url());
      const isIt = (target: Target) => target.type() === 'page' && target.url() === page.url();
      return (await (await browser.waitForTarget(isIt)).page())!;
    },
    setOffline: (isOffline) => inFirefoxItself(browser, `Services.io.offline = ${isOffline}`),
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

/** The next tab that opens, once it is the player. */
export async function nextPlayer(viewer: Viewer): Promise<Page> {
  const target = await new Promise<Target>((resolve) => viewer.browser.once('targetcreated', resolve));
  await viewer.loaded('/player/index.html');
  return (await target.page())!;
}

/** Evaluates in Chromium's service worker, and lets go of it: one that a driver holds does not start again when it was stopped. */
async function inBackground(browser: Browser, expression: string): Promise<void> {
  const target = await browser.waitForTarget((each) => each.type() === 'service_worker');
  const session = await target.createCDPSession();
  const { exceptionDetails } = await session.send('Runtime.evaluate', { expression, awaitPromise: true });
  await session.detach();
  if (exceptionDetails) throw new Error(exceptionDetails.text);
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
export async function inFirefoxItself<T = void>(browser: Browser, expression: string): Promise<T> {
  const { connection } = browser as unknown as { connection: BidiConnection };
  const tree = await connection.send('browsingContext.getTree', { 'moz:scope': 'chrome' });
  const [window] = tree.result.contexts as { context: string }[];
  const { result: answer } = await connection.send('script.evaluate', {
    expression,
    awaitPromise: true,
    target: { context: window!.context },
  });
  if (answer.type !== 'success') throw new Error(JSON.stringify(answer));
  return (answer.result as { value: T }).value;
}

/**
 * Ends the extension and starts it again, as an update does: its pages are closed. In Firefox alone, since Chromium does not
 * load again what the driver has loaded.
 */
export const reloadExtension = (browser: Browser): Promise<void> =>
  inFirefoxItself(
    browser,
    `(async () => {
      const { AddonManager } = ChromeUtils.importESModule('resource://gre/modules/AddonManager.sys.mjs');
      await (await AddonManager.getAddonByID('${geckoId}')).reload();
    })()`,
  );

/** Resolves when any tab, or the one opened last, has loaded an address that has `part` in it. */
const loadedInFirefox = (browser: Browser, part: string, tab: 'any' | 'newest' = 'any'): Promise<void> =>
  inFirefoxItself(
    browser,
    `new Promise((loaded) => {
      const isIt = ({ currentURI, webProgress }) =>
        currentURI.spec.includes(${JSON.stringify(part)}) && !webProgress.isLoadingDocument;
      const look = () =>
        gBrowser.browsers.slice(${tab === 'newest' ? -1 : 0}).some(isIt) ? loaded() : setTimeout(look, 20);
      look();
    })`,
  );

interface Ways {
  loaded(address: string): Promise<void>;
  closeTab(address: string): Promise<void>;
  load(page: Page, url: string): Promise<void>;
  chooseFromContextMenu(page: Page, selector: string): Promise<void>;
  enterInAddressBar(text: string): Promise<void>;
  stopBackground(): Promise<void>;
  setOffline(isOffline: boolean): Promise<void>;
  discardAndRestore(page: Page): Promise<Page>;
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
    async closeTabs() {
      for (const page of (await browser.pages()).slice(1)) await page.close();
    },
    loaded: ways.loaded,
    closeTab: ways.closeTab,
    chooseFromContextMenu: ways.chooseFromContextMenu,
    enterInAddressBar: ways.enterInAddressBar,
    stopBackground: ways.stopBackground,
    setOffline: ways.setOffline,
    discardAndRestore: ways.discardAndRestore,
    async close() {
      await quit(browser);
      await ways.forget();
    },
  };
}
