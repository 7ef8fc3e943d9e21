/** What goes wrong in a situation, request by request. */
import { isDotted } from './lane-name';
import type { FetchCommand } from './simulated-network';
import type { Fault, FaultOf } from './simulated-server';

/** A time in which every new request gets a 503. */
export interface Storm {
  readonly fromMs: number;
  readonly untilMs: number;
  readonly retryAfterSeconds?: number;
}

/** What may go wrong, given the chance to draw. */
export type Trouble = (random: () => number) => FaultOf;

/** A share of the requests stops for ever, or breaks, at a random byte. */
export const some =
  (kind: 'hang' | 'reset', share: number): Trouble =>
  (random) =>
  ({ asked }) => {
    if (random() >= share) return null;
    const size = 'start' in asked ? asked.endExclusive - asked.start : asked.suffixLength;
    return { kind, afterBytes: Math.floor(random() * size) };
  };

/** The same for every request of some lanes. */
export const onLanes =
  (isOne: (lane: FetchCommand) => boolean, fault: Fault): Trouble =>
  () =>
  (command) =>
    isOne(command) ? fault : null;

export const isPlain = ({ credentials }: FetchCommand): boolean => credentials === 'omit';
export const isAbsolute = ({ url }: FetchCommand): boolean => isDotted(url);

export const stormy =
  (storms: readonly Storm[]): Trouble =>
  () =>
  (_, nowMs) => {
    const storm = storms.find(({ fromMs, untilMs }) => fromMs <= nowMs && nowMs < untilMs);
    if (!storm) return null;
    const { retryAfterSeconds } = storm;
    return { kind: 'status', status: 503, ...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds }) };
  };

/** The first of these that goes wrong. */
export const allOf =
  (...troubles: readonly Trouble[]): Trouble =>
  (random) => {
    const faults = troubles.map((trouble) => trouble(random));
    return (command, nowMs) => {
      for (const faultOf of faults) {
        const fault = faultOf(command, nowMs);
        if (fault) return fault;
      }
      return null;
    };
  };
