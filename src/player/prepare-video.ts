import browser from 'webextension-polyfill';
import { FunnelError } from '../core/errors';
import type { Address } from '../shared/url-credentials';
import { BackgroundLink } from './background-link';

/**
 * Makes a plain `<video>` on this page ask as Funnel's own requests do: with their headers, and never led out of the
 * public net into the viewer's own. Resolves when it does so; it holds until `signal`.
 * @param referrer the page the link was on
 * @throws FunnelError where it cannot be held to the public net: then the link must not be played so
 */
export function prepareVideo(
  { url, authorization }: Address,
  referrer: string | null,
  signal: AbortSignal,
): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const tab = browser.tabs.getCurrent();
  const link = new BackgroundLink({
    hear(message) {
      if (message.type === 'ended') resolve();
      else if (message.type === 'failed') reject(new FunnelError(message.error.code, message.error.detail));
    },
    lost() {},
    // Also to a background that had to be started anew.
    up: () => void tab.then(({ id }) => cover(id!)),
    isBusy: () => true,
    gone: () => reject(new FunnelError('internal/link-lost', 'the extension was reloaded or removed')),
  });
  const cover = (tabId: number) =>
    link.tell({ type: 'cover', requestId: 0, url, authorization, referrer, tabId });
  signal.addEventListener('abort', () => link.close());
  return promise;
}
