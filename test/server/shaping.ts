import { setTimeout as sleep } from 'node:timers/promises';

/** How much time's worth of bytes goes out at once: small, so that a capped connection trickles instead of bursting. */
const sliceMs = 15;
/**
 * What a TCP segment carries over Ethernet: lines bring no smaller pieces either, and each wakes up all who hand it on. A
 * rate so low that one would be long in coming is served in smaller ones.
 */
const segmentBytes = 1_448;
const segmentMsMax = 60;
/** Lateness of timers that is made up for, so that a busy machine still gives the promised rate on average. */
const catchUpMs = 150;

/** Bytes that may go out at once at this rate. */
export function sliceBytes(bytesPerSecond: number): number {
  const within = (ms: number) => Math.floor((bytesPerSecond * ms) / 1000);
  return Math.max(1, within(sliceMs), Math.min(segmentBytes, within(segmentMsMax)));
}

/**
 * A line of a given rate. A byte passes when the time it needs has passed: the bytes wait here, before the kernel
 * sees them, so that socket buffers make nothing faster. Idle time saves up nothing.
 */
export class Line {
  private freeAtMs = 0;

  /** Call when the line was idle until now, or its user was not ready. */
  start(): void {
    this.freeAtMs = Math.max(this.freeAtMs, performance.now());
  }

  /** Resolves when `bytes` have passed. Callers queue up in the order of their calls. */
  async pass(bytes: number, bytesPerSecond: number): Promise<void> {
    const startMs = Math.max(this.freeAtMs, performance.now() - catchUpMs);
    this.freeAtMs = startMs + (bytes / bytesPerSecond) * 1000;
    const waitMs = this.freeAtMs - performance.now();
    if (waitMs > 0) await sleep(waitMs);
  }
}
