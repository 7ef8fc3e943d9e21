import { afterAll, beforeAll, expect, test } from 'vitest';
import { playerAddress } from '../../src/shared/player-address';
import { type Origin, startOrigin } from '../server/origin';
import { films } from './films';
import { firefoxFrame } from './firefox-frame';
import { inFirefoxItself, launchViewer, type Viewer } from './viewer';

let viewer: Viewer;
let origin: Origin;

beforeAll(async () => {
  [viewer, origin] = await Promise.all([launchViewer('firefox', { remembers: true }), startOrigin()]);
  origin.serve('/film.mp4', await films.moovFirst());
});
afterAll(() => Promise.all([viewer?.close(), origin?.close()]));

/** Opens the player in a private window, once the extension is allowed there as its page of add-ons does. */
async function openPrivately(url: string) {
  await inFirefoxItself(
    viewer.browser,
    `(async () => {
      const { ExtensionPermissions } = ChromeUtils.importESModule('resource://gre/modules/ExtensionPermissions.sys.mjs');
      const { AddonManager } = ChromeUtils.importESModule('resource://gre/modules/AddonManager.sys.mjs');
      const { id, mozExtensionHostname } = WebExtensionPolicy.getActiveExtensions().find(({ name }) => name === 'Funnel');
      await ExtensionPermissions.add(id, { permissions: ['internal:privateBrowsingAllowed'], origins: [] });
      await (await AddonManager.getAddonByID(id)).reload();
      window.secret = OpenBrowserWindow({ private: true });
      await new Promise((loaded) => secret.addEventListener('load', loaded, { once: true }));
      await secret.delayedStartupPromise;
      const triggeringPrincipal = Services.scriptSecurityManager.getSystemPrincipal();
      const address = 'moz-extension://' + mozExtensionHostname + '/' + ${JSON.stringify(playerAddress(url))};
      secret.gBrowser.selectedTab = secret.gBrowser.addTab(address, { triggeringPrincipal });
      const { selectedBrowser } = secret.gBrowser;
      while (selectedBrowser.currentURI.spec !== address || selectedBrowser.webProgress.isLoadingDocument) {
        await new Promise((turn) => setTimeout(turn, 20));
      }
    })()`,
  );
  return firefoxFrame(viewer.browser, 'window.secret.gBrowser.selectedBrowser');
}

test('in a private window of Firefox a film plays, and nothing is kept of it', async () => {
  const player = await openPrivately(origin.url('/film.mp4'));
  await player.until("document.querySelector('video')?.currentTime > 0.5");
  expect(await player.evaluate('chrome.extension.inIncognitoContext')).toBe(true);
  // In an ordinary window a pause is written down at once, by who holds this lock; whoever asks for it later comes later.
  await player.evaluate(
    "new Promise((paused) => { document.querySelector('video').addEventListener('pause', paused); document.querySelector('video').pause(); }).then(() => true)",
  );
  await player.evaluate("navigator.locks.request('funnel-recentFilms', () => true)");
  expect(await player.evaluate('chrome.storage.local.get()')).toEqual({});
});
