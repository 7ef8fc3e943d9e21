import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Http2ServerRequest, Http2ServerResponse } from 'node:http2';
import type { Writable } from 'node:stream';

export type AnyRequest = IncomingMessage | Http2ServerRequest;
export type AnyResponse = ServerResponse | Http2ServerResponse;

/** What an answer goes out through: a response of HTTP/1.1, or a stream of HTTP/2. */
export interface Outlet {
  /** It is destroyed, and closes, when the client leaves. */
  readonly body: Writable;
  /** Told, perhaps more than once, that the answer is over: all of it was sent, or else the client left. */
  onEnd(listener: (by: 'complete' | 'client') => void): void;
  /** Sends the head at once. */
  sendHead(status: number, headers: Record<string, string>): void;
  /** Breaks off: a TCP reset, or RST_STREAM, which leaves the connection's other streams alone. */
  reset(): void;
  /** Ends in good order, whatever length was promised. */
  truncate(): void;
}

export function outletOf(response: AnyResponse): Outlet {
  if ('stream' in response) {
    const { stream } = response;
    return {
      body: stream,
      onEnd(listener) {
        // A stream that the client resets finishes too.
        stream.once('finish', () => listener(stream.aborted ? 'client' : 'complete'));
        stream.once('close', () => listener('client'));
      },
      sendHead(status, headers) {
        // It throws where the client has just left; HTTP/1.1 says nothing then.
        if (!stream.closed) stream.respond({ ...headers, ':status': status });
      },
      // `close` would first end the stream in good order.
      reset: () => stream.destroy(new Error('reset on request')),
      truncate: () => stream.end(),
    };
  }
  return {
    body: response,
    onEnd(listener) {
      response.once('finish', () => listener('complete'));
      response.once('close', () => listener('client'));
    },
    sendHead(status, headers) {
      response.writeHead(status, headers);
      response.flushHeaders();
    },
    reset() {
      // Only a plain TCP socket can be reset; one with TLS on it is cut without a farewell.
      if (response.socket && 'encrypted' in response.socket) response.socket.destroy();
      else response.socket?.resetAndDestroy();
    },
    truncate: () => response.socket?.end(),
  };
}
