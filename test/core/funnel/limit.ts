/**
 * What no scheduler can beat: every connection of the situation busy at its cap from its first byte to the last, with
 * no overhead and no byte too many, and only the round trips that cause and effect force:
 *
 * - handshake and request, before the first byte of all;
 * - one more for each step where bytes must be read before the next range can be known. What lies next to bytes
 *   already asked for needs no such step: whoever asks for more than he knows has it.
 */
import { type ByteRange, byteLength } from '../../../src/core/bytes/range';
import { RangeSet } from '../../../src/core/bytes/range-set';

/** All connections of a situation as one. */
export interface IdealLink {
  readonly bytesPerSecond: number;
  /** The first bytes of each connection's answer that come faster, of all connections together. */
  readonly burstBytes: number;
  readonly burstBytesPerSecond: number;
  readonly roundTripMs: number;
  readonly handshakeRoundTrips: number;
  /** Times when the server answers no new request. */
  readonly storms: readonly { readonly fromMs: number; readonly untilMs: number }[];
}

/** Asking on across a hole this small costs less than a request of its own. */
const holeBytes = 32 * 1024;

/** When the first byte of all comes. */
export function firstByteLimitMs({ roundTripMs, handshakeRoundTrips, storms }: IdealLink): number {
  const answerMs = (1 + handshakeRoundTrips) * roundTripMs;
  const storm = storms.find(({ fromMs }) => fromMs <= answerMs);
  return storm ? Math.max(answerMs, storm.untilMs + roundTripMs) : answerMs;
}

/**
 * When the first frame's bytes are there, from opening.
 * @param indexReads one known only when the one before was read
 * @param frame known when the last of them was read
 */
export function firstFrameLimitMs(
  link: IdealLink,
  indexReads: readonly ByteRange[],
  frame: readonly ByteRange[],
): number {
  const known = new RangeSet();
  /** Bytes of the index that can be asked for in one step. */
  const steps: number[] = [0];
  for (const read of indexReads) {
    if (!isNear(known, read)) steps.push(0);
    steps[steps.length - 1]! += newBytes(known, read);
  }
  let guessedBytes = 0;
  let knownBytes = 0;
  for (const range of frame) {
    if (isNear(known, range)) guessedBytes += newBytes(known, range);
    else knownBytes += newBytes(known, range);
  }
  if (knownBytes > 0) steps.push(knownBytes);
  let atMs = firstByteLimitMs(link);
  let come = 0;
  const bring = (bytes: number) => {
    atMs += transferMs(link, come + bytes) - transferMs(link, come);
    come += bytes;
  };
  for (const [index, bytes] of steps.entries()) {
    if (index > 0) {
      // While the next step is asked for, connections bring what was guessed.
      const guessed = Math.min(guessedBytes, bytesWithin(link, link.roundTripMs));
      guessedBytes -= guessed;
      come += guessed;
      atMs += link.roundTripMs;
    }
    bring(bytes);
  }
  bring(guessedBytes);
  return atMs;
}

/**
 * How long the frame of another place takes, once everything is known. Breaking off what the old place needed closes
 * its HTTP/1.1 connections, so that a handshake comes before the request.
 */
export function seekLimitMs(link: IdealLink, frame: readonly ByteRange[]): number {
  const bytes = frame.reduce((sum, range) => sum + byteLength(range), 0);
  return (1 + link.handshakeRoundTrips) * link.roundTripMs + transferMs(link, bytes);
}

/** Bytes that can come within a time from the first byte. A storm takes its whole length away. */
export function transferLimitBytes(link: IdealLink, fromMs: number, forMs: number): number {
  const stormMs = link.storms
    .map((storm) => Math.min(storm.untilMs, fromMs + forMs) - Math.max(storm.fromMs, fromMs))
    .reduce((sum, lostMs) => sum + Math.max(0, lostMs), 0);
  return bytesWithin(link, forMs - stormMs);
}

/**
 * Time that must stand still, within `untilMs` from opening, when film comes no faster than the link.
 * @param bytesUntil bytes of the film's first seconds
 * @param beginsMs the earliest that playing can begin
 */
export function stallLimitMs(
  link: IdealLink,
  bytesUntil: (seconds: number) => number,
  beginsMs: number,
  untilMs: number,
): number {
  const stepMs = 50;
  const firstByteMs = firstByteLimitMs(link);
  let playedMs = 0;
  let stalledMs = 0;
  for (let atMs = beginsMs; atMs < untilMs; atMs += stepMs) {
    const come = transferLimitBytes(link, firstByteMs, atMs + stepMs - firstByteMs);
    if (bytesUntil((playedMs + stepMs) / 1000) <= come) playedMs += stepMs;
    else stalledMs += stepMs;
  }
  return stalledMs;
}

function transferMs(link: IdealLink, bytes: number): number {
  const burst = Math.min(bytes, link.burstBytes);
  return (burst / link.burstBytesPerSecond + (bytes - burst) / link.bytesPerSecond) * 1000;
}

function bytesWithin(link: IdealLink, forMs: number): number {
  const burstMs = (link.burstBytes / link.burstBytesPerSecond) * 1000;
  if (forMs <= burstMs) return (forMs / 1000) * link.burstBytesPerSecond;
  return link.burstBytes + ((forMs - burstMs) / 1000) * link.bytesPerSecond;
}

/** Whether a range lies at the file's beginning, or next to what is known. */
function isNear(known: RangeSet, { start, endExclusive }: ByteRange): boolean {
  if (start === 0) return true;
  const around = { start: Math.max(0, start - holeBytes), endExclusive };
  return byteLength(around) > known.missing(around).reduce((sum, gap) => sum + byteLength(gap), 0);
}

/** @returns how many bytes were not known before */
function newBytes(known: RangeSet, range: ByteRange): number {
  const fresh = known.missing(range).reduce((sum, gap) => sum + byteLength(gap), 0);
  known.add(range);
  return fresh;
}
