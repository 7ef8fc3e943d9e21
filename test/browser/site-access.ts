import { inFirefoxItself, type Viewer } from './viewer';

declare const chrome: {
  developerPrivate: {
    updateExtensionConfiguration(change: object): Promise<void>;
    addHostPermission(extensionId: string, pattern: string): Promise<void>;
  };
};

/**
 * Takes the right to read all sites from the extension, or gives it back, as viewers can in their browser's settings.
 * @param allowed whether all sites may be read, or hosts that may while others may not
 */
export async function setSiteAccess(viewer: Viewer, allowed: boolean | readonly string[]): Promise<void> {
  const patterns = typeof allowed === 'boolean' ? [] : allowed.map((host) => `http://${host}/*`);
  if (viewer.name === 'firefox') {
    const everySite = ['http://*/*', 'https://*/*'];
    const changes =
      allowed === true
        ? [['add', everySite]]
        : [
            ['remove', everySite],
            ['add', patterns],
          ];
    await inFirefoxItself(
      viewer.browser,
      `(async () => {
        const { ExtensionPermissions } = ChromeUtils.importESModule('resource://gre/modules/ExtensionPermissions.sys.mjs');
        const { id, extension } = WebExtensionPolicy.getActiveExtensions().find(({ name }) => name === 'Funnel');
        for (const [change, origins] of ${JSON.stringify(changes)}) {
          await ExtensionPermissions[change](id, { permissions: [], origins }, extension);
        }
      })()`,
    );
    return;
  }
  const worker = await viewer.browser.waitForTarget((target) => target.type() === 'service_worker');
  const extensionId = new URL(worker.url()).host;
  const settings = await viewer.browser.newPage();
  await settings.goto('chrome://extensions');
  const some = patterns.length > 0 ? 'ON_SPECIFIC_SITES' : 'ON_CLICK';
  await settings.evaluate(
    async (id: string, hostAccess: string, hosts: readonly string[]) => {
      await chrome.developerPrivate.updateExtensionConfiguration({ extensionId: id, hostAccess });
      for (const host of hosts) await chrome.developerPrivate.addHostPermission(id, host);
    },
    extensionId,
    allowed === true ? 'ON_ALL_SITES' : some,
    patterns,
  );
  await settings.close();
}
