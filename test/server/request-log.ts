import { type ByteRange, unionBytes } from './range-header';

export interface LoggedRequest {
  id: number;
  /** As sent, still encoded, without the query. */
  path: string;
  /** With its question mark; '' without one. */
  query: string;
  /** Of the connection: with HTTP/2 the requests of a session share it. */
  socketId: number;
  /** ALPN id. */
  protocol: 'h2' | 'http/1.1';
  method: string;
  /** The `Host` header or `:authority`, port included. */
  host: string;
  /** What was asked, cut to the file's length; null: no (usable) `Range`. */
  range: ByteRange | null;
  cookies: string | null;
  headers: Record<string, string>;
  /** Bytes of the file handed to the socket (since the log was cleared). Error pages do not count. */
  sentBytes: number;
  /** By performance.now(). */
  startedAtMs: number;
  /** When the first byte of the file was handed to the socket; null: none was yet. */
  firstByteAtMs: number | null;
  endedAtMs: number | null;
  endedBy: 'complete' | 'client' | 'fault' | null;
  /** 0 until answered. */
  status: number;
}

/** What the log knows beyond what it shows. */
interface Entry extends LoggedRequest {
  /** Offset in the file of the first of `sentBytes`. */
  sentFrom: number;
}

/** Requests in order of arrival, and sums over those of one path. */
export class RequestLog {
  private list: Entry[] = [];
  private underWay = new Map<string, number>();
  private peaks = new Map<string, number>();

  get requests(): readonly LoggedRequest[] {
    return this.list;
  }

  begin(
    request: Omit<
      LoggedRequest,
      'sentBytes' | 'startedAtMs' | 'firstByteAtMs' | 'endedAtMs' | 'endedBy' | 'status'
    >,
  ): Entry {
    const entry: Entry = {
      ...request,
      sentBytes: 0,
      sentFrom: 0,
      startedAtMs: performance.now(),
      firstByteAtMs: null,
      endedAtMs: null,
      endedBy: null,
      status: 0,
    };
    this.list.push(entry);
    const now = this.requestsUnderWay(entry.path) + 1;
    this.underWay.set(entry.path, now);
    this.peaks.set(entry.path, Math.max(this.peak(entry.path), now));
    return entry;
  }

  /** The first end counts; later ones are ignored. */
  end(entry: Entry, by: NonNullable<LoggedRequest['endedBy']>): void {
    if (entry.endedBy !== null) return;
    entry.endedBy = by;
    entry.endedAtMs = performance.now();
    this.underWay.set(entry.path, this.requestsUnderWay(entry.path) - 1);
  }

  /** Forgets what has ended; what is under way stays, counting from nothing. */
  clear(): void {
    this.list = this.list.filter((entry) => entry.endedBy === null);
    for (const entry of this.list) {
      entry.sentFrom += entry.sentBytes;
      entry.sentBytes = 0;
    }
    this.peaks = new Map(this.underWay);
  }

  requestsUnderWay(path: string): number {
    return this.underWay.get(path) ?? 0;
  }

  /** Most requests under way at once since the log was cleared. */
  peak(path: string): number {
    return this.peaks.get(path) ?? 0;
  }

  socketsUsed(path: string): number {
    return new Set(this.sent(path).map((entry) => entry.socketId)).size;
  }

  sentBytes(path: string): number {
    return this.sent(path).reduce((sum, entry) => sum + entry.sentBytes, 0);
  }

  distinctBytes(path: string): number {
    return unionBytes(
      this.sent(path).map(({ sentFrom, sentBytes }) => ({
        start: sentFrom,
        endExclusive: sentFrom + sentBytes,
      })),
    );
  }

  private sent(path: string): Entry[] {
    return this.list.filter((entry) => entry.path === path && entry.sentBytes > 0);
  }
}

export type { Entry as LogEntry };
