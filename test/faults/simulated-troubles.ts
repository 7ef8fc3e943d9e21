// What may go wrong in a simulated play: the rows of the fault table, as far as the simulated world knows them.
import type { ErrorCode } from '../../src/core/errors';
import type { Fault } from '../core/funnel/simulated-server';

/** A kind of trouble: what becomes of a request that meets it. */
export interface TroubleKind {
  readonly name: string;
  readonly fault: (random: () => number) => Fault;
  /** What a viewer may be told of it, besides that nothing comes. */
  readonly codes: readonly ErrorCode[];
  /** The server, or the line, goes away with every connection. */
  readonly cuts?: 'server' | 'line';
  /** Where it does not last as long as any other. */
  readonly forMs?: number;
}

/** Nothing, or next to nothing, comes, which may follow from anything: what exactly is to blame shows only now and then. */
export const standing: readonly ErrorCode[] = ['network/connect-timeout', 'network/stalled', 'network/slow'];

const always = (fault: Fault) => () => fault;
const status = (code: number): Fault => ({ kind: 'status', status: code });
const retryAfter = (code: number, isDate: boolean) => (random: () => number) =>
  ({ kind: 'status', status: code, retryAfterSeconds: 1 + Math.floor(4 * random()), isDate }) as const;
const somewhere = (kind: 'hang' | 'reset' | 'truncate') => (random: () => number) =>
  ({ kind, afterBytes: Math.floor(random() ** 3 * 50_000) }) as const;

/** After these the same request is answered as it should be. */
export const passingKinds: readonly TroubleKind[] = [
  { name: 'nothing before the headers', fault: always({ kind: 'silent' }), codes: [] },
  { name: 'nothing after the headers', fault: always({ kind: 'hang', afterBytes: 0 }), codes: [] },
  { name: 'nothing after some bytes', fault: somewhere('hang'), codes: [] },
  {
    name: 'reset before the headers',
    fault: always({ kind: 'unreachable' }),
    codes: ['network/unreachable'],
  },
  { name: 'reset in the body', fault: somewhere('reset'), codes: ['network/reset'] },
  { name: 'cut short', fault: somewhere('truncate'), codes: ['network/truncated'] },
  { name: 'a trickle', fault: always({ kind: 'slow', bytesPerSecond: 200 }), codes: [] },
  ...[500, 502, 504].map(
    (code): TroubleKind => ({
      name: `status ${code}`,
      fault: always(status(code)),
      codes: ['http/server'],
    }),
  ),
  { name: 'status 503', fault: always(status(503)), codes: ['http/throttled'] },
  ...[429, 503].flatMap((code) =>
    [true, false].map(
      (isDate): TroubleKind => ({
        name: `${code} with Retry-After as ${isDate ? 'a date' : 'seconds'}`,
        fault: retryAfter(code, isDate),
        codes: ['http/throttled'],
      }),
    ),
  ),
  {
    name: 'a server that restarts',
    fault: always({ kind: 'unreachable' }),
    codes: ['network/unreachable', 'network/reset'],
    cuts: 'server',
    forMs: 10_000,
  },
  {
    name: 'offline',
    fault: always({ kind: 'offline' }),
    codes: ['network/offline', 'network/unreachable', 'network/reset'],
    cuts: 'line',
    forMs: 30_000,
  },
];

/** Whoever meets these has come to something else than the film, or may not have it: nobody waits for that to pass. */
export const refusingKinds: readonly TroubleKind[] = [
  { name: '200 for 206', fault: always(status(200)), codes: ['http/range-ignored'] },
  { name: 'a sign-in page', fault: always({ kind: 'sign-in-page' }), codes: ['media/not-media'] },
  ...(['wrong-range', 'wrong-end', 'encoded', 'surplus'] as const).map(
    (kind): TroubleKind => ({ name: kind, fault: always({ kind }), codes: ['http/range-invalid'] }),
  ),
  { name: 'no length', fault: always({ kind: 'no-length' }), codes: ['resource/length-unknown'] },
  ...[401, 403].map(
    (code): TroubleKind => ({ name: `status ${code}`, fault: always(status(code)), codes: ['http/expired'] }),
  ),
  ...[404, 410].map(
    (code): TroubleKind => ({ name: `status ${code}`, fault: always(status(code)), codes: ['http/gone'] }),
  ),
];

/** The file has become another. */
export const changingKinds: readonly TroubleKind[] = (['other-length', 'other-validator'] as const).map(
  (kind): TroubleKind => ({
    name: kind,
    fault: always({ kind }),
    codes: ['resource/changed', 'http/range-invalid'],
  }),
);
