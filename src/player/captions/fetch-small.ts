import { byteRange } from '../../core/bytes/range';
import { authorizationFor, splitCredentials } from '../../shared/url-credentials';
import { BackgroundLink } from '../background-link';

/** Captions of the longest films are a tenth as long. */
const lengthMax = 2_000_000;
/** For one file: without captions the film plays as well. */
const patienceMs = 15_000;

/**
 * Fetches small files one after another, over the background as all else is fetched.
 * @param beside the film's link: what it says of user and password holds for its host
 * @param take told each file that is there and no longer than `lengthMax`; of others nothing is said
 */
export function fetchSmall(
  urls: readonly string[],
  beside: string,
  referrer: string | null,
  take: (url: string, bytes: Uint8Array) => void,
): void {
  let index = -1;
  let chunks: Uint8Array<ArrayBuffer>[] | null = null;
  let patience: ReturnType<typeof setTimeout> | undefined;
  const pass = (): void => {
    link.tell({ type: 'cancel', requestId: index });
    next();
  };
  const next = (): void => {
    clearTimeout(patience);
    index += 1;
    chunks = null;
    const given = urls[index];
    if (given === undefined) {
      link.close();
      return;
    }
    patience = setTimeout(pass, patienceMs);
    const { url } = splitCredentials(given);
    const authorization = authorizationFor(url, [splitCredentials(beside)]);
    // Of a shorter file that is all of it.
    const asked = byteRange(0, lengthMax);
    link.tell({
      type: 'fetch',
      requestId: index,
      url,
      asked,
      credentials: 'include',
      authorization,
      referrer,
    });
  };
  const link = new BackgroundLink({
    hear(message) {
      if (message.type === 'ready' || message.requestId !== index) return;
      if (message.type === 'answered' && message.answer.resource.byteLength > lengthMax) pass();
      else if (message.type === 'answered') chunks = [];
      else if (message.type === 'bytes') chunks?.push(message.bytes);
      else {
        if (message.type === 'ended' && chunks !== null) take(urls[index]!, joined(chunks));
        next();
      }
    },
    up: next,
    // What is not there at once can be done without.
    lost: () => {
      clearTimeout(patience);
      link.close();
    },
    gone: () => {},
    isBusy: () => index < urls.length,
  });
}

function joined(chunks: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(chunks.reduce((length, chunk) => length + chunk.length, 0));
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.length;
  }
  return bytes;
}
