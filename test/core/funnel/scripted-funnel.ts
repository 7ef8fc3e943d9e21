import type { ByteRange } from '../../../src/core/bytes/range';
import type { ErrorCode } from '../../../src/core/errors';
import { Funnel } from '../../../src/core/funnel/funnel';
import type { FunnelCommand, FunnelEvent } from '../../../src/core/funnel/messages';
import type { Resource } from '../../../src/core/funnel/response';
import { simulatedFile } from './simulated-file';
import type { FetchCommand } from './simulated-network';

/** A funnel spoken to line by line, and what it has said. */
export class ScriptedFunnel {
  nowMs = 0;
  readonly funnel = new Funnel(['https://cdn.example/film'], {}, () => 0.5);
  readonly fetches: FetchCommand[] = [];
  readonly said: FunnelCommand[] = [];
  readonly file: Uint8Array;

  constructor(byteLength: number) {
    this.file = simulatedFile(byteLength);
  }

  /** @returns what it says to this event */
  tell(event: FunnelEvent): FunnelCommand[] {
    const commands = this.funnel.handle(event, this.nowMs);
    for (const command of commands) if (command.type === 'fetch') this.fetches.push(command);
    this.said.push(...commands);
    return commands;
  }

  open(): this {
    this.tell({
      type: 'open',
      needs: {
        ranges: [{ start: 0, endExclusive: 288 * 1024 }],
        urgentCount: 0,
        secondsFed: 0,
        bytesPerSecond: null,
      },
    });
    return this;
  }

  need(...ranges: ByteRange[]): FunnelCommand[] {
    return this.tell({
      type: 'need',
      needs: { ranges, urgentCount: 0, secondsFed: 0, bytesPerSecond: null },
    });
  }

  answer(fetch: FetchCommand, resource: Partial<Resource> = {}): FunnelCommand[] {
    const { byteLength } = { byteLength: this.file.length, ...resource };
    const { asked, requestId } = fetch;
    const start = 'start' in asked ? asked.start : Math.max(0, byteLength - asked.suffixLength);
    const endExclusive = Math.min('start' in asked ? asked.endExclusive : byteLength, byteLength);
    const whole: Resource = {
      url: 'https://cdn.example/film',
      byteLength,
      validator: '"v1"',
      contentType: null,
      contentDisposition: null,
      ...resource,
    };
    return this.tell({
      type: 'answered',
      requestId,
      answer: { range: { start, endExclusive }, resource: whole },
    });
  }

  /** The next bytes of a piece: `from` counts from its start. */
  bytes(fetch: FetchCommand, from: number, count: number): FunnelCommand[] {
    const { asked, requestId } = fetch;
    const start =
      ('start' in asked ? asked.start : Math.max(0, this.file.length - asked.suffixLength)) + from;
    return this.tell({ type: 'bytes', requestId, bytes: this.file.slice(start, start + count) });
  }

  /** The rest of a piece, and its end. */
  finish(fetch: FetchCommand, from = 0): FunnelCommand[] {
    const { asked, requestId } = fetch;
    const size = 'start' in asked ? asked.endExclusive - asked.start : asked.suffixLength;
    return [
      ...this.bytes(fetch, from, size - from),
      ...this.tell({ type: 'ended', requestId, protocol: null }),
    ];
  }

  fail(fetch: FetchCommand, code: ErrorCode, retryAfterMs?: number): FunnelCommand[] {
    const error = { code, detail: '', ...(retryAfterMs === undefined ? {} : { retryAfterMs }) };
    return this.tell({ type: 'failed', requestId: fetch.requestId, error });
  }

  stored(offset: number): boolean {
    return this.funnel.has({ start: offset, endExclusive: offset + 1 });
  }
}

export const ofType = <T extends FunnelCommand['type']>(commands: readonly FunnelCommand[], type: T) =>
  commands.filter((command): command is Extract<FunnelCommand, { type: T }> => command.type === type);
