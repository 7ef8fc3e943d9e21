import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Answer, answerTo, pageAnswer } from './answer';
import type { Behaviour, Fault } from './behaviour';
import { type Lines, sendBody } from './body';
import type { Content } from './content';
import type { LogEntry, RequestLog } from './request-log';

/** Time for sent bytes to reach the client's program before a reset throws away what it has not read. */
const settleMs = 60;

export interface Exchange {
  response: ServerResponse;
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
  const { response, entry, log } = exchange;
  response.once('finish', () => log.end(entry, 'complete'));
  response.once('close', () => log.end(entry, 'client'));
  const fault = exchange.behaviour().fault?.(entry);
  const override = fault?.kind === 'behave' ? fault.behaviour : {};
  const behaviour = () => ({ ...exchange.behaviour(), ...override });

  const { rttMs = 0 } = behaviour();
  if (rttMs > 0) await sleep(exchange.firstOnSocket ? 2 * rttMs : rttMs);
  if (response.destroyed || fault?.kind === 'hang') return;
  if (fault?.kind === 'reset') return reset(exchange);

  const head =
    fault?.kind === 'status'
      ? pageAnswer(fault.status, fault.retryAfter === undefined ? {} : { 'retry-after': fault.retryAfter })
      : answerTo({ ...entry, underWay: log.requestsUnderWay(entry.path) }, exchange.content, behaviour());
  await sendAnswer(exchange, head, fault, behaviour);
}

async function sendAnswer(
  { response, entry, log, content, lines }: Exchange,
  head: Answer,
  fault: Fault | undefined,
  behaviour: () => Behaviour,
): Promise<void> {
  entry.status = head.status;
  response.writeHead(head.status, head.headers);
  if (typeof head.body === 'string' || entry.method === 'HEAD') {
    response.end(entry.method === 'HEAD' ? undefined : head.body);
    return;
  }
  response.flushHeaders();
  const cutAfterBytes = fault !== undefined && 'bytes' in fault ? fault.bytes : Infinity;
  const endExclusive = Math.min(head.body.endExclusive, head.body.start + cutAfterBytes);
  const range = { start: head.body.start, endExclusive };
  entry.sentFrom = range.start;
  await sendBody(response, content, range, lines, behaviour, (bytes) => {
    entry.sentBytes += bytes;
    entry.firstByteAtMs ??= performance.now();
  });
  if (response.destroyed || fault?.kind === 'hang-after') return;
  if (fault?.kind === 'reset-after') {
    await flushed(response);
    return reset({ response, entry, log });
  }
  if (fault?.kind === 'truncate-after') {
    log.end(entry, 'fault');
    response.socket?.end();
    return;
  }
  response.end();
}

function reset({ response, entry, log }: Pick<Exchange, 'response' | 'entry' | 'log'>): void {
  log.end(entry, 'fault');
  response.socket?.resetAndDestroy();
}

async function flushed(response: ServerResponse): Promise<void> {
  if (response.writableNeedDrain) await Promise.race([once(response, 'drain'), once(response, 'close')]);
  await sleep(settleMs);
}
