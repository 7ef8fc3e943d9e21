import type { Browser } from 'puppeteer-core';
import { inFirefoxItself } from '../test/browser/viewer';

/**
 * From now on runs `source` in every top-level page whose address has `part` in it, before the page's own scripts. The driver's
 * own way (`evaluateOnNewDocument`) does not reach pages of extensions in Firefox.
 */
export async function runEarlyInFirefox(browser: Browser, part: string, source: string): Promise<void> {
  // Runs in each of Firefox's processes, the one of extensions among them.
  const inProcess = `
    Services.obs.addObserver((document) => {
      const page = document.defaultView;
      if (!page || page !== page.top || !document.documentURI.includes(${JSON.stringify(part)})) return;
      const realm = Cu.Sandbox(document.nodePrincipal, { sandboxPrototype: page, wantXrays: false, sameZoneAs: page });
      Cu.evalInSandbox(${JSON.stringify(source)}, realm);
    }, 'document-element-inserted');`;
  const address = `data:,${encodeURIComponent(inProcess)}`;
  await inFirefoxItself(
    browser,
    `Services.ppmm.loadProcessScript(${JSON.stringify(address)}, /* in later processes too */ true)`,
  );
}
