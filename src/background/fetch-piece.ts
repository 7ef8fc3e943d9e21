import browser from 'webextension-polyfill';
import { byteLength } from '../core/bytes/range';
import { type ErrorCode, FunnelError, type FunnelErrorData } from '../core/errors';
import { type Asked, judgeResponse, type ResponseFacts } from '../core/funnel/response';
import { everySite, originPattern } from '../shared/origin-pattern';
import { isPrivateAddress } from '../shared/private-address';
import type { FetchOrder, ToPlayer } from '../shared/protocol';
import type { HeaderRules } from './header-rules';
import { watchProtocols } from './protocol-watch';

const protocols = watchProtocols();

/**
 * Fetches one piece and tells the player its bytes as they come.
 * Never throws: whatever goes wrong is told as `failed`, but a cancelled piece says nothing more.
 */
export async function fetchPiece(
  order: FetchOrder,
  rules: HeaderRules,
  signal: AbortSignal,
  tell: (message: ToPlayer) => void,
): Promise<void> {
  const { requestId } = order;
  const stop = new AbortController();
  const stopped = AbortSignal.any([signal, stop.signal]);
  let answered = false;
  const watched = protocols.watch(order.url);
  try {
    await rules.cover(order.url);
    const sentAtMs = performance.now();
    let response = await request(order, stopped);
    // Where a redirect leads shows only now: a host that minds what it was not told is asked once more, however it says so.
    if (!isLedInwards(order, response)) await rules.cover(response.url, order.url);
    if (response.status !== 206 && rules.lackedAt(sentAtMs, response.url)) {
      response.body?.cancel().catch(() => {});
      response = await request(order, stopped);
    }
    if (isLedInwards(order, response)) {
      const detail = `led to ${new URL(response.url).host}`;
      tell({ type: 'failed', requestId, error: { code: 'access/private-address', detail } });
      stop.abort();
      return;
    }
    const verdict = judgeResponse(order.asked, factsOf(response), Date.now());
    if (!verdict.ok) {
      tell({ type: 'failed', requestId, error: verdict.error });
      stop.abort();
      return;
    }
    answered = true;
    tell({ type: 'answered', requestId, answer: verdict.answer });
    const reader = response.body!.getReader();
    let leftBytes = byteLength(verdict.answer.range);
    for (let read = await reader.read(); !read.done; read = await reader.read()) {
      const bytes = read.value.subarray(0, leftBytes);
      leftBytes -= bytes.length;
      if (bytes.length > 0) tell({ type: 'bytes', requestId, bytes });
      // What comes beyond the range it was said to be is nobody's; it might never end.
      if (bytes.length < read.value.length) {
        stop.abort();
        break;
      }
    }
    tell({ type: 'ended', requestId, protocol: watched.protocol() });
  } catch (cause) {
    if (signal.aborted) return;
    const detail = FunnelError.from(cause).detail;
    // What was answered was allowed: its bytes are asked for again at once.
    const error = answered ? null : await forbidden(order, stopped);
    // Cancelled meanwhile: nobody listens.
    if (signal.aborted) return;
    tell({ type: 'failed', requestId, error: error ?? { code: networkCode(answered), detail } });
  } finally {
    watched.end();
  }
}

const request = (
  order: FetchOrder,
  signal: AbortSignal,
  redirect: RequestRedirect = 'follow',
): Promise<Response> =>
  fetch(order.url, {
    headers: {
      Range: rangeHeader(order.asked),
      ...(order.authorization === null ? {} : { Authorization: order.authorization }),
    },
    credentials: order.credentials,
    // With the cache on, ranges of one URL wait in line for one cache entry.
    cache: 'no-store',
    redirect,
    signal,
  });

/** Whether a redirect left public sites for the viewer's own network. */
const isLedInwards = (order: FetchOrder, response: Response): boolean =>
  isPrivateAddress(response.url) && !isPrivateAddress(order.url);

/** `Range`, RFC 9110 section 14.2. */
const rangeHeader = (asked: Asked): string =>
  'start' in asked ? `bytes=${asked.start}-${asked.endExclusive - 1}` : `bytes=-${asked.suffixLength}`;

/** A viewer may take back what was granted at the installation: then `fetch` fails as if nobody were there. */
async function forbidden(order: FetchOrder, signal: AbortSignal): Promise<FunnelErrorData | null> {
  const origin = originPattern(order.url);
  if (!(await isAllowed([origin]))) return { code: 'access/permission-needed', detail: origin };
  if (await isAllowed(everySite)) return null;
  // Or only some sites are left, and the host answers with the way to one that is not among them.
  const first = await request(order, signal, 'manual').catch(() => null);
  void first?.body?.cancel();
  return first?.type === 'opaqueredirect'
    ? { code: 'access/permission-needed', detail: `where ${origin} leads` }
    : null;
}

const isAllowed = (origins: readonly string[]): Promise<boolean> =>
  browser.permissions.contains({ origins: [...origins] }).catch(() => true);

/** `fetch` says no more than "failed": how far it had come must tell the rest. */
function networkCode(answered: boolean): ErrorCode {
  if (!navigator.onLine) return 'network/offline';
  return answered ? 'network/reset' : 'network/unreachable';
}

function factsOf(response: Response): ResponseFacts {
  const header = (name: string) => response.headers.get(name);
  return {
    status: response.status,
    url: response.url,
    contentRange: header('content-range'),
    contentEncoding: header('content-encoding'),
    contentType: header('content-type'),
    contentDisposition: header('content-disposition'),
    etag: header('etag'),
    lastModified: header('last-modified'),
    retryAfter: header('retry-after'),
  };
}
