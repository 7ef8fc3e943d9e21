import type { Writable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Answer, answerTo, pageAnswer } from './answer';
import type { Behaviour, Fault } from './behaviour';
import { drainedOrClosed, type Lines, sendBody } from './body';
import type { Content } from './content';
import type { Outlet } from './outlet';
import type { LogEntry, RequestLog } from './request-log';

/** Time for sent bytes to reach the client's program before a reset throws away what it has not read. */
const settleMs = 60;

export interface Exchange {
  outlet: Outlet;
  entry: LogEntry;
  log: RequestLog;
  content: Content;
  lines: Lines;
  /** As it is now: tests change it live. */
  behaviour: () => Behaviour;
  firstOnSocket: boolean;
}

/** Answers one request to a served path, with all that may befall it, and closes its log entry. */
export async function answer(exchange: Exchange): Promise<void> {
  const { entry, log } = exchange;
  const { body } = exchange.outlet;
  exchange.outlet.onEnd((by) => log.end(entry, by));
  const fault = exchange.behaviour().fault?.(entry);
  const override = fault?.kind === 'behave' ? fault.behaviour : {};
  const behaviour = () => ({ ...exchange.behaviour(), ...override });

  const { rttMs = 0 } = behaviour();
  if (rttMs > 0) await sleep(exchange.firstOnSocket ? 2 * rttMs : rttMs);
  if (body.destroyed || fault?.kind === 'hang') return;
  if (fault?.kind === 'reset') return reset(exchange);

  const head =
    fault?.kind === 'status'
      ? pageAnswer(fault.status, fault.retryAfter === undefined ? {} : { 'retry-after': fault.retryAfter })
      : answerTo({ ...entry, underWay: log.requestsUnderWay(entry.path) }, exchange.content, behaviour());
  await sendAnswer(exchange, head, fault, behaviour);
}

async function sendAnswer(
  exchange: Exchange,
  head: Answer,
  fault: Fault | undefined,
  behaviour: () => Behaviour,
): Promise<void> {
  const { outlet, entry, log, content, lines } = exchange;
  entry.status = head.status;
  outlet.sendHead(head.status, head.headers);
  if (typeof head.body === 'string' || entry.method === 'HEAD') {
    outlet.body.end(entry.method === 'HEAD' ? undefined : head.body);
    return;
  }
  const cutAfterBytes = fault !== undefined && 'bytes' in fault ? fault.bytes : Infinity;
  const endExclusive = Math.min(head.body.endExclusive, head.body.start + cutAfterBytes);
  const range = { start: head.body.start, endExclusive };
  entry.sentFrom = range.start;
  await sendBody(outlet.body, content, range, lines, behaviour, (bytes) => {
    entry.sentBytes += bytes;
    entry.firstByteAtMs ??= performance.now();
  });
  if (outlet.body.destroyed || fault?.kind === 'hang-after') return;
  if (fault?.kind === 'reset-after') {
    await flushed(outlet.body);
    return reset(exchange);
  }
  if (fault?.kind === 'truncate-after') {
    log.end(entry, 'fault');
    outlet.truncate();
    return;
  }
  outlet.body.end();
}

function reset({ outlet, entry, log }: Exchange): void {
  log.end(entry, 'fault');
  outlet.reset();
}

async function flushed(body: Writable): Promise<void> {
  if (body.writableNeedDrain) await drainedOrClosed(body);
  await sleep(settleMs);
}
