import { type ErrorCode, FunnelError } from '../core/errors';
import { type Asked, judgeResponse, type ResponseFacts } from '../core/funnel/response';
import type { FetchOrder, ToPlayer } from '../shared/protocol';
import { watchProtocols } from './protocol-watch';

const protocols = watchProtocols();

/**
 * Fetches one piece and tells the player its bytes as they come.
 * Never throws: whatever goes wrong is told as `failed`, but a cancelled piece says nothing more.
 */
export async function fetchPiece(
  order: FetchOrder,
  signal: AbortSignal,
  tell: (message: ToPlayer) => void,
): Promise<void> {
  const { requestId } = order;
  const stop = new AbortController();
  const stopped = AbortSignal.any([signal, stop.signal]);
  let answered = false;
  const watched = protocols.watch(order.url);
  try {
    const response = await fetch(order.url, {
      headers: {
        Range: rangeHeader(order.asked),
        ...(order.authorization === null ? {} : { Authorization: order.authorization }),
      },
      credentials: order.credentials,
      // With the cache on, ranges of one URL wait in line for one cache entry.
      cache: 'no-store',
      signal: stopped,
    });
    const verdict = judgeResponse(order.asked, factsOf(response), Date.now());
    if (!verdict.ok) {
      tell({ type: 'failed', requestId, error: verdict.error });
      stop.abort();
      return;
    }
    answered = true;
    tell({ type: 'answered', requestId, answer: verdict.answer });
    const reader = response.body!.getReader();
    for (let read = await reader.read(); !read.done; read = await reader.read()) {
      tell({ type: 'bytes', requestId, bytes: read.value });
    }
    tell({ type: 'ended', requestId, protocol: watched.protocol() });
  } catch (cause) {
    if (signal.aborted) return;
    const detail = FunnelError.from(cause).detail;
    tell({ type: 'failed', requestId, error: { code: networkCode(answered), detail } });
  } finally {
    watched.end();
  }
}

/** `Range`, RFC 9110 section 14.2. */
const rangeHeader = (asked: Asked): string =>
  'start' in asked ? `bytes=${asked.start}-${asked.endExclusive - 1}` : `bytes=-${asked.suffixLength}`;

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
