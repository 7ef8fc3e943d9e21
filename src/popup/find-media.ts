import browser from 'webextension-polyfill';
import { collectMedia, type FoundMedia } from './collect-media';

/** More than this are no choice any more. */
const foundMax = 60;

/**
 * Films, sounds and links to them on the page the popup was opened over, in all of its frames, each once.
 * @throws where the browser lets no extension look, such as its own pages
 */
export async function findMedia(): Promise<FoundMedia[]> {
  const [tab] = await browser.tabs.query({ active: true, currentWindow: true });
  if (tab?.id === undefined) return [];
  const frames = await browser.scripting.executeScript({
    target: { tabId: tab.id, allFrames: true },
    func: collectMedia,
  });
  // A frame that was written by its page has no address of its own.
  const ofPage = ({ url, pageUrl }: FoundMedia) => ({
    url,
    pageUrl: /^https?:/i.test(pageUrl) ? pageUrl : (tab.url ?? pageUrl),
  });
  const found = frames.flatMap(({ result }) => (Array.isArray(result) ? result.map(ofPage) : []));
  return [...new Map(found.map((media) => [media.url, media])).values()].slice(0, foundMax);
}
