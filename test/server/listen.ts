import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import { createSecureServer } from 'node:http2';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import { selfSignedCertificate } from './certificate';
import type { AnyRequest, AnyResponse } from './outlet';
import { Line } from './shaping';

/** ALPN ids (RFC 7301) of what the server speaks over TLS. */
export type Alpn = readonly ('h2' | 'http/1.1')[];

/** What a client holds open: a socket, or a session of HTTP/2 with all its streams. */
export interface Connection {
  id: number;
  requests: number;
  line: Line;
}

export interface Listener {
  port: number;
  connectionOf(request: AnyRequest): Connection;
  /** Idle ones included. */
  connectionsOpen(): number;
  /** Resets every new connection beyond so many. */
  limit(connections: number): void;
  /** Ends every connection and refuses new ones at its port until `comeBack`. */
  goDown(): Promise<void>;
  comeBack(): Promise<void>;
  /** Ends every connection. */
  close(): Promise<void>;
}

const hosts = ['127.0.0.1', 'localhost', 'films.test', 'other.test'];

/**
 * Listens on a free port of 127.0.0.1: by TLS with a certificate made for the occasion, or by plain HTTP/1.1 where
 * `alpn` is null.
 */
export async function listen(
  alpn: Alpn | null,
  answer: (request: AnyRequest, response: AnyResponse) => void,
): Promise<Listener> {
  const server = createAnyServer(alpn, answer);
  const sockets = new Set<Socket>();
  const connections = new WeakMap<object, Connection>();
  let lastConnectionId = 0;
  let connectionsMax = Infinity;
  server.on('connection', (socket: Socket) => {
    if (sockets.size >= connectionsMax) {
      socket.resetAndDestroy();
      return;
    }
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  const start = async (wantedPort: number) => {
    server.listen(wantedPort, '127.0.0.1');
    await once(server, 'listening');
  };
  const stop = async () => {
    const closed = once(server, 'close');
    server.close();
    // A connection that was just being accepted comes after those that are closed here: so until none is left.
    const end = () => sockets.forEach((socket) => void socket.destroy());
    const closing = setInterval(end, 100);
    end();
    await closed;
    clearInterval(closing);
  };
  await start(0);
  const { port } = server.address() as AddressInfo;
  return {
    port,
    connectionOf(request) {
      const carrier = 'stream' in request ? request.stream.session! : request.socket;
      const known = connections.get(carrier);
      if (known) return known;
      const connection = { id: ++lastConnectionId, requests: 0, line: new Line() };
      connections.set(carrier, connection);
      return connection;
    },
    connectionsOpen: () => sockets.size,
    limit: (connections) => {
      connectionsMax = connections;
    },
    goDown: stop,
    comeBack: () => start(port),
    close: async () => {
      if (server.listening) await stop();
    },
  };
}

function createAnyServer(alpn: Alpn | null, answer: (request: AnyRequest, response: AnyResponse) => void) {
  const patience = { keepAliveTimeout: 60_000, requestTimeout: 0 };
  const answerHttp1: RequestListener = answer;
  if (alpn === null) return createServer(patience, answerHttp1);
  const certificate = selfSignedCertificate(hosts);
  if (!alpn.includes('h2')) return createTlsServer({ ...patience, ...certificate }, answerHttp1);
  return createSecureServer({ ...certificate, allowHTTP1: alpn.includes('http/1.1') }, answer);
}
