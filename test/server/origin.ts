// A file host on loopback that misbehaves on request, and remembers what it was asked.
import { setTimeout as delay } from 'node:timers/promises';
import { pageAnswer } from './answer';
import type { Behaviour } from './behaviour';
import { type Content, openContent, type Served } from './content';
import { answer } from './exchange';
import { type Alpn, listen } from './listen';
import { type AnyRequest, type Outlet, outletOf } from './outlet';
import { parseRange } from './range-header';
import { type LoggedRequest, RequestLog } from './request-log';
import { Line } from './shaping';

export type { Behaviour, Fault } from './behaviour';
export type { LoggedRequest } from './request-log';

/** Paths are raw: still percent-encoded, without the query. */
export interface Origin {
  port: number;
  /** The address of `path` (which may have a query), under 127.0.0.1 or the host name given. */
  url(path: string, host?: string): string;
  /** From now on `path` answers with the file. @throws when the file cannot be opened */
  serve(path: string, file: Served, behaviour?: Behaviour): void;
  /** Of the file at this path. */
  lengthBytes(path: string): number;
  /** Changes behaviour live: rates also of answers under way. @throws when the path is not served */
  update(path: string, behaviour: Partial<Behaviour>): void;
  readonly log: readonly LoggedRequest[];
  /** Forgets requests that have ended; those under way stay and count from nothing. */
  clearLog(): void;
  /** Connections (with HTTP/2: sessions) that have carried a byte of the file since the log was cleared. */
  socketsUsed(path: string): number;
  /** Now, of all paths, idle ones included. */
  socketsOpen(): number;
  /** Most requests under way at once since the log was cleared. */
  peak(path: string): number;
  sentBytes(path: string): number;
  /** Bytes of the file sent at least once. */
  distinctBytes(path: string): number;
  /** New connections beyond so many, of all paths together, are reset. */
  limitConnections(count: number): void;
  /** Ends every connection, and refuses new ones until it comes back at the same port. */
  goDown(): Promise<void>;
  comeBack(): Promise<void>;
  /** Ends every connection. */
  close(): Promise<void>;
}

interface Route {
  content: Content;
  behaviour: Behaviour;
  sharedLine: Line;
}

/**
 * Listens on a free port of 127.0.0.1: plain HTTP/1.1, or by TLS what `alpn` says. Its certificate is made for the
 * occasion, and whoever comes must be ready to accept it.
 */
export async function startOrigin({ alpn = null }: { alpn?: Alpn | null } = {}): Promise<Origin> {
  const routes = new Map<string, Route>();
  const opened: Content[] = [];
  const underWay = new Set<Promise<void>>();
  const log = new RequestLog();
  let lastRequestId = 0;

  async function handle(request: AnyRequest, outlet: Outlet): Promise<void> {
    const connection = listener.connectionOf(request);
    connection.requests += 1;
    const [path, query] = splitQuery(request.url ?? '/');
    const route = routes.get(path);
    const headers = plainHeaders(request);
    const range = route ? parseRange(headers.range, route.content.lengthBytes) : 'none';
    const entry = log.begin({
      id: ++lastRequestId,
      path,
      query,
      socketId: connection.id,
      protocol: request.httpVersionMajor === 2 ? 'h2' : 'http/1.1',
      method: request.method ?? '',
      host: headers.host ?? headers[':authority'] ?? '',
      range: typeof range === 'string' ? null : range,
      cookies: headers.cookie ?? null,
      headers,
    });
    if (!route) {
      const { status, headers, body } = pageAnswer(404);
      entry.status = status;
      outlet.body.once('close', () => log.end(entry, 'complete'));
      outlet.sendHead(status, headers);
      outlet.body.end(body);
      return;
    }
    await answer({
      outlet,
      entry,
      log,
      content: route.content,
      lines: { connection: connection.line, request: new Line(), shared: route.sharedLine },
      behaviour: () => route.behaviour,
      firstOnSocket: connection.requests === 1,
    });
  }

  const listener = await listen(alpn, (request, response) => {
    const outlet = outletOf(response);
    const done = handle(request, outlet)
      .catch((error: unknown) => {
        console.error('test origin:', error);
        outlet.body.destroy();
      })
      .finally(() => underWay.delete(done));
    underWay.add(done);
  });
  const { port } = listener;
  const scheme = alpn === null ? 'http' : 'https';

  return {
    port,
    url: (path, host = '127.0.0.1') => `${scheme}://${host}:${port}${path}`,
    serve(path, file, behaviour = {}) {
      const content = openContent(file);
      opened.push(content);
      routes.set(path, { content, behaviour: { ...behaviour }, sharedLine: new Line() });
    },
    lengthBytes: (path) => routes.get(path)!.content.lengthBytes,
    update(path, behaviour) {
      const route = routes.get(path);
      if (!route) throw new Error(`${path} is not served`);
      Object.assign(route.behaviour, behaviour);
    },
    get log() {
      return log.requests;
    },
    clearLog: () => log.clear(),
    socketsUsed: (path) => log.socketsUsed(path),
    socketsOpen: () => listener.connectionsOpen(),
    peak: (path) => log.peak(path),
    sentBytes: (path) => log.sentBytes(path),
    distinctBytes: (path) => log.distinctBytes(path),
    limitConnections: (count) => listener.limit(count),
    goDown: () => listener.goDown(),
    comeBack: () => listener.comeBack(),
    async close() {
      await listener.close();
      // Held open: where nothing else goes on, the process would end here.
      const over = new AbortController();
      const patience = delay(2_000, null, { signal: over.signal }).catch(() => {});
      await Promise.race([Promise.allSettled(underWay), patience]);
      over.abort();
      for (const content of opened) content.close();
    },
  };
}

function splitQuery(url: string): [path: string, query: string] {
  const at = url.indexOf('?');
  return at < 0 ? [url, ''] : [url.slice(0, at), url.slice(at)];
}

function plainHeaders(request: AnyRequest): Record<string, string> {
  const entries = Object.entries(request.headers);
  return Object.fromEntries(entries.map(([name, value]) => [name, String(value)]));
}
