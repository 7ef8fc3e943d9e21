import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import type { Behaviour } from './behaviour';
import type { Content } from './content';
import type { ByteRange } from './range-header';
import { type Line, sliceBytes } from './shaping';

/** Read from disk at once. */
const readBytes = 256 * 1024;

export interface Lines {
  /** This socket's, for capBytesPerSecond. */
  socket: Line;
  /** The path's, for lineBytesPerSecond. */
  shared: Line;
}

/**
 * Sends the bytes `range` of `content` at the rates of `behaviour`, asked anew for each slice.
 * Resolves when all are handed to the socket, or early when the client has gone. `onSent` is told each slice's bytes.
 */
export async function sendBody(
  response: ServerResponse,
  content: Content,
  range: ByteRange,
  lines: Lines,
  behaviour: () => Behaviour,
  onSent: (bytes: number) => void,
): Promise<void> {
  lines.socket.start();
  let offset = range.start;
  while (offset < range.endExclusive) {
    const chunk = await content.read(offset, Math.min(readBytes, range.endExclusive - offset));
    offset += chunk.length;
    for (let sent = 0; sent < chunk.length; ) {
      if (response.destroyed) return;
      const { capBytesPerSecond: cap, lineBytesPerSecond: line } = behaviour();
      const slice = chunk.subarray(sent, sent + sliceBytes(Math.min(cap ?? Infinity, line ?? Infinity)));
      if (cap !== undefined) await lines.socket.pass(slice.length, cap);
      if (line !== undefined) await lines.shared.pass(slice.length, line);
      if (response.destroyed) return;
      sent += slice.length;
      onSent(slice.length);
      if (!response.write(slice)) await drained(response, lines.socket);
    }
  }
}

/** A client that does not read holds the line up; the time it lost is not made up for. */
async function drained(response: ServerResponse, line: Line): Promise<void> {
  if (!response.writableNeedDrain || response.destroyed) return;
  const gaveUp = new AbortController();
  const sinceMs = performance.now();
  const options = { signal: gaveUp.signal };
  await Promise.race([once(response, 'drain', options), once(response, 'close', options)]).finally(() => {
    gaveUp.abort();
  });
  if (performance.now() - sinceMs > 100) line.start();
}
