import type { Writable } from 'node:stream';
import type { Behaviour } from './behaviour';
import type { Content } from './content';
import type { ByteRange } from './range-header';
import { type Line, sliceBytes } from './shaping';

/** Read from disk at once. */
const readBytes = 256 * 1024;

export interface Lines {
  /** This connection's, for capBytesPerSecond. */
  connection: Line;
  /** This request's, for requestCapBytesPerSecond. */
  request: Line;
  /** The path's, for lineBytesPerSecond. */
  shared: Line;
}

/**
 * Sends the bytes `range` of `content` at the rates of `behaviour`, asked anew for each slice.
 * Resolves when all are handed to the socket, or early when the client has gone. `onSent` is told each slice's bytes.
 */
export async function sendBody(
  body: Writable,
  content: Content,
  range: ByteRange,
  lines: Lines,
  behaviour: () => Behaviour,
  onSent: (bytes: number) => void,
): Promise<void> {
  startOwn(lines);
  let offset = range.start;
  while (offset < range.endExclusive) {
    const chunk = await content.read(offset, Math.min(readBytes, range.endExclusive - offset));
    offset += chunk.length;
    for (let sent = 0; sent < chunk.length; ) {
      if (body.destroyed) return;
      const { capBytesPerSecond, requestCapBytesPerSecond, lineBytesPerSecond } = behaviour();
      const caps: [Line, number | undefined][] = [
        [lines.request, requestCapBytesPerSecond],
        [lines.connection, capBytesPerSecond],
        [lines.shared, lineBytesPerSecond],
      ];
      const slowest = Math.min(...caps.map(([, cap]) => cap ?? Infinity));
      const slice = chunk.subarray(sent, sent + sliceBytes(slowest));
      for (const [line, cap] of caps) if (cap !== undefined) await line.pass(slice.length, cap);
      if (body.destroyed) return;
      sent += slice.length;
      onSent(slice.length);
      if (!body.write(slice)) await drained(body, lines);
    }
  }
}

/** A client that does not read holds its lines up; the time they lost is not made up for. */
async function drained(body: Writable, lines: Lines): Promise<void> {
  if (!body.writableNeedDrain || body.destroyed) return;
  const sinceMs = performance.now();
  await drainedOrClosed(body);
  if (performance.now() - sinceMs > 100) startOwn(lines);
}

/** Unlike `once`, which throws what a stream of HTTP/2 says when the client breaks it off. */
export const drainedOrClosed = (body: Writable): Promise<void> =>
  new Promise((resolve) => {
    const done = () => {
      body.off('drain', done).off('close', done);
      resolve();
    };
    body.on('drain', done).on('close', done);
  });

function startOwn({ connection, request }: Lines): void {
  connection.start();
  request.start();
}
