import { inFirefoxItself, type Viewer } from './viewer';

declare const chrome: {
  developerPrivate: { updateExtensionConfiguration(change: object): Promise<void> };
};

/** Takes the right to read all sites from the extension, or gives it back, as viewers can in their browser's settings. */
export async function setSiteAccess(viewer: Viewer, isAllowed: boolean): Promise<void> {
  if (viewer.name === 'firefox') {
    await inFirefoxItself(
      viewer.browser,
      `(async () => {
        const { ExtensionPermissions } = ChromeUtils.importESModule('resource://gre/modules/ExtensionPermissions.sys.mjs');
        const { id, extension } = WebExtensionPolicy.getActiveExtensions().find(({ name }) => name === 'Funnel');
        const sites = { permissions: [], origins: ['http://*/*', 'https://*/*'] };
        await ExtensionPermissions.${isAllowed ? 'add' : 'remove'}(id, sites, extension);
      })()`,
    );
    return;
  }
  const worker = await viewer.browser.waitForTarget((target) => target.type() === 'service_worker');
  const extensionId = new URL(worker.url()).host;
  const settings = await viewer.browser.newPage();
  await settings.goto('chrome://extensions');
  await settings.evaluate(
    (id: string, hostAccess: string) =>
      chrome.developerPrivate.updateExtensionConfiguration({ extensionId: id, hostAccess }),
    extensionId,
    isAllowed ? 'ON_ALL_SITES' : 'ON_CLICK',
  );
  await settings.close();
}
