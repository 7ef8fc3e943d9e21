import browser, { type Runtime } from 'webextension-polyfill';
import { isMediaProbe, type MediaProbe, type ProbedMedia } from '../shared/media-probe';
import { isPrivateAddress } from '../shared/private-address';
import { splitCredentials } from '../shared/url-credentials';
import { HeaderRules } from './header-rules';

const patienceMs = 8_000;

/** Answers the popup, and nobody else, what lies behind the links it found on a page. */
export function registerMediaProbe(): void {
  browser.runtime.onMessage.addListener((message: unknown, sender: Runtime.MessageSender) => {
    const isPopup =
      sender.id === browser.runtime.id && sender.url?.startsWith(browser.runtime.getURL('popup/')) === true;
    return isPopup && isMediaProbe(message) ? probe(message) : undefined;
  });
}

async function probe({ url: link, referrer }: MediaProbe): Promise<ProbedMedia> {
  const { url, authorization } = splitCredentials(link);
  // Nobody has clicked: another site's session is not lent to whatever a page links to.
  let credentials: RequestCredentials = new URL(url).host === new URL(referrer).host ? 'include' : 'omit';
  // A public page's links are not to make us knock at doors of the viewer's own network.
  if (isPrivateAddress(url) && !isPrivateAddress(referrer)) return null;
  const rules = new HeaderRules(referrer);
  const stop = new AbortController();
  try {
    await rules.cover(url);
    const ask = (lent: RequestCredentials, redirect: RequestRedirect): Promise<Response> =>
      fetch(url, {
        // One byte: a `HEAD` is answered by some servers with an error, and by others with another length.
        headers: { Range: 'bytes=0-0', ...(authorization === null ? {} : { Authorization: authorization }) },
        credentials: lent,
        redirect,
        cache: 'no-store',
        signal: AbortSignal.any([stop.signal, AbortSignal.timeout(patienceMs)]),
      });
    let response = await ask(credentials, credentials === 'include' ? 'manual' : 'follow');
    // It leads elsewhere, nobody can tell where: a session that was lent would come along.
    if (response.type === 'opaqueredirect') {
      credentials = 'omit';
      response = await ask(credentials, 'follow');
    }
    if (isPrivateAddress(response.url) && !isPrivateAddress(referrer)) return null;
    const { status, headers } = response;
    // To who comes signed in it may well be open.
    if (credentials === 'omit' && (status === 401 || status === 403)) return null;
    return {
      status,
      contentType: headers.get('content-type'),
      contentDisposition: headers.get('content-disposition'),
      byteLength: byteLengthOf(status, headers),
    };
  } catch {
    return null;
  } finally {
    // A server without ranges sends the whole file.
    stop.abort();
    await rules.end();
  }
}

/** From `Content-Range`, RFC 9110 section 14.4, or of a whole file its `Content-Length`. */
function byteLengthOf(status: number, headers: Headers): number | null {
  const text =
    status === 206 ? /\/(\d+)$/.exec(headers.get('content-range') ?? '')?.[1] : headers.get('content-length');
  const isWhole = status === 200 && headers.get('content-encoding') !== null;
  return text && !isWhole ? Number(text) : null;
}
