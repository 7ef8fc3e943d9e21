import { setTimeout as delay } from 'node:timers/promises';
import type { ErrorCode } from '../../src/core/errors';
import type { Viewer } from '../browser/viewer';
import { seededRandom } from '../core/funnel/seeded-random';
import type { Behaviour, Fault, LoggedRequest, Origin } from '../server/origin';

export interface Scene {
  readonly viewer: Viewer;
  readonly origin: Origin;
  /** Of the film that plays, at the origin. */
  readonly path: string;
  /** Of another film of about the same length. */
  readonly otherPath: string;
}

/** What goes wrong while a film plays, and what its viewer is to see of it. */
export interface FaultRow {
  readonly name: string;
  /** How the film is served before anything goes wrong, where that matters. */
  readonly served?: Behaviour;
  readonly begin: (scene: Scene) => void | Promise<void>;
  /** How long it lasts at least, in the long run of all rows. Else until the viewer has been told, or has seen enough. */
  readonly seconds?: number;
  /** Undoes `begin`; where there is none, the path's fault is taken away. */
  readonly end?: (scene: Scene) => void | Promise<void>;
  readonly outcome: Outcome;
  /** What is to be seen of it where it has begun before the film is opened. */
  readonly opening?: Outcome;
  /** Whether it begins before the film is opened. */
  readonly isFromStart?: boolean;
}

export type Outcome =
  /** Nothing of it is to be seen. */
  | { readonly type: 'plays' }
  /** It says why it waits, in one of these words, and goes on by itself when the trouble has passed. */
  | { readonly type: 'waits'; readonly codes: readonly ErrorCode[] }
  /** The browser's own player goes on from the same second. */
  | { readonly type: 'plays natively'; readonly codes: readonly ErrorCode[] }
  /** It says why it has ended; one click, and it goes on from the same second once the trouble has passed. */
  | { readonly type: 'ends'; readonly codes: readonly ErrorCode[] }
  /** One or the other, as the browser tells what it sees. */
  | { readonly type: 'ends or waits'; readonly codes: readonly ErrorCode[] }
  /** It asks for a fresh link, and goes on from the same second with one. */
  | { readonly type: 'asks'; readonly codes: readonly ErrorCode[] };

type FaultOf = (request: LoggedRequest, scene: Scene) => Fault | undefined;

/** Befalls every request for the film. */
const every =
  (fault: Fault | FaultOf): FaultRow['begin'] =>
  (scene) =>
    scene.origin.update(scene.path, {
      fault: (request) => (typeof fault === 'function' ? fault(request, scene) : fault),
    });

const behave = (behaviour: Partial<Behaviour>): Fault => ({ kind: 'behave', behaviour });

const waits = (...codes: ErrorCode[]): Outcome => ({ type: 'waits', codes });
const ends = (...codes: ErrorCode[]): Outcome => ({ type: 'ends', codes });
const asks = (...codes: ErrorCode[]): Outcome => ({ type: 'asks', codes });
const natively = (...codes: ErrorCode[]): Outcome => ({ type: 'plays natively', codes });

/** Nothing, or next to nothing, comes: what exactly is to blame shows only now and then. */
const standing: readonly ErrorCode[] = ['network/connect-timeout', 'network/stalled', 'network/slow'];

/** `Content-Range` of a request, with its numbers changed. */
const contentRange = (change: (first: number, last: number, total: number) => string) =>
  every(({ range }, { origin, path }) => {
    const total = origin.lengthBytes(path);
    const { start, endExclusive } = range ?? { start: 0, endExclusive: total };
    return behave({ headers: { 'content-range': `bytes ${change(start, endExclusive - 1, total)}` } });
  });

/** Every third request, each time in another way. */
const mixed: FaultOf = ({ id }) => {
  if (id % 3 !== 0) return undefined;
  const bytes = (id * 7919) % 20_000;
  const faults: Fault[] = [
    { kind: 'hang' },
    { kind: 'hang-after', bytes },
    { kind: 'reset' },
    { kind: 'reset-after', bytes },
    { kind: 'truncate-after', bytes },
    { kind: 'status', status: 502 },
  ];
  return faults[(id / 3) % faults.length];
};

/** What ends the stopping of a browser's background. */
const stopping = new WeakMap<Viewer, AbortController>();

async function stopNowAndThen(viewer: Viewer, signal: AbortSignal): Promise<void> {
  const random = seededRandom(1);
  while (!signal.aborted) {
    await delay(3_000 + 5_000 * random());
    if (!signal.aborted) await viewer.stopBackground();
  }
}

export const faultRows: readonly FaultRow[] = [
  {
    name: 'nothing before the headers',
    begin: every({ kind: 'hang' }),
    outcome: waits(...standing),
    opening: waits('network/connect-timeout'),
  },
  {
    name: 'nothing after the first bytes',
    begin: every({ kind: 'hang-after', bytes: 300 }),
    outcome: waits(...standing),
  },
  {
    name: 'reset before the headers',
    begin: every({ kind: 'reset' }),
    outcome: waits('network/unreachable', 'network/reset'),
    opening: waits('network/unreachable'),
  },
  {
    name: 'reset in the body',
    begin: every({ kind: 'reset-after', bytes: 300 }),
    outcome: waits('network/reset', 'network/unreachable', ...standing),
  },
  {
    name: 'cut short with the right headers',
    begin: every({ kind: 'truncate-after', bytes: 300 }),
    outcome: waits('network/reset', 'network/truncated', 'network/unreachable', ...standing),
  },
  {
    name: 'a trickle of 200 B/s',
    begin: every(behave({ requestCapBytesPerSecond: 200 })),
    outcome: waits('network/slow', 'network/connect-timeout'),
  },
  ...[500, 502, 504].map(
    (status): FaultRow => ({
      name: `status ${status}`,
      begin: every({ kind: 'status', status }),
      outcome: waits('http/server'),
    }),
  ),
  {
    name: 'status 503',
    begin: every({ kind: 'status', status: 503 }),
    outcome: waits('http/throttled'),
    opening: waits('http/throttled'),
  },
  {
    name: '429 with Retry-After in seconds',
    begin: every({ kind: 'status', status: 429, retryAfter: '2' }),
    outcome: waits('http/throttled'),
    opening: waits('http/throttled'),
  },
  {
    name: '429 with Retry-After as a date',
    begin: every(() => ({
      kind: 'status',
      status: 429,
      retryAfter: new Date(Date.now() + 2_000).toUTCString(),
    })),
    outcome: waits('http/throttled'),
  },
  {
    name: 'a server that restarts',
    begin: ({ origin }) => origin.goDown(),
    seconds: 10,
    end: ({ origin }) => origin.comeBack(),
    outcome: waits('network/unreachable', 'network/reset'),
    opening: waits('network/unreachable'),
  },
  {
    name: 'offline',
    begin: async ({ viewer, origin }) => {
      // Chromium's driver makes a worker believe that it is offline, and lets it fetch all the same.
      await origin.goDown();
      await viewer.setOffline(true);
    },
    seconds: 30,
    end: async ({ viewer, origin }) => {
      await origin.comeBack();
      await viewer.setOffline(false);
    },
    outcome: waits('network/offline'),
    opening: waits('network/offline'),
  },
  {
    name: 'the background stopped every 3 to 8 s',
    begin: ({ viewer }) => {
      const stop = new AbortController();
      stopping.set(viewer, stop);
      void stopNowAndThen(viewer, stop.signal);
    },
    seconds: 60,
    end: ({ viewer }) => stopping.get(viewer)?.abort(),
    outcome: { type: 'plays' },
  },
  { name: 'every third request, in six ways', begin: every(mixed), outcome: { type: 'plays' } },
  {
    name: 'connections beyond three refused',
    begin: ({ origin }) => origin.limitConnections(3),
    end: ({ origin }) => origin.limitConnections(Infinity),
    outcome: { type: 'plays' },
  },
  {
    name: 'requests beyond four refused',
    begin: ({ origin, path }) => origin.update(path, { maxRequests: 4 }),
    end: ({ origin, path }) => origin.update(path, { maxRequests: undefined }),
    outcome: { type: 'plays' },
  },
  {
    name: '200 for 206',
    begin: every(behave({ ranges: false })),
    outcome: natively('http/range-ignored'),
    opening: natively('http/range-ignored'),
  },
  {
    name: 'no length',
    begin: every(behave({ tellLength: false })),
    outcome: natively('resource/length-unknown'),
  },
  {
    name: 'Content-Range of another start',
    begin: every(behave({ shiftRangeBytes: 5 })),
    outcome: ends('http/range-invalid'),
    opening: ends('http/range-invalid'),
  },
  {
    name: 'Content-Range of another end',
    begin: contentRange((first, last, total) => `${first}-${last - 1}/${total}`),
    outcome: ends('http/range-invalid'),
  },
  {
    name: 'Content-Range of another total',
    begin: contentRange((first, last, total) => `${first}-${last}/${total + 1}`),
    outcome: ends('resource/changed'),
  },
  {
    name: 'Content-Encoding on a range',
    begin: every(behave({ headers: { 'content-encoding': 'gzip' } })),
    // Chromium fails at decoding it before it shows anybody the headers.
    outcome: { type: 'ends or waits', codes: ['http/range-invalid', 'network/unreachable'] },
  },
  { name: 'another ETag', begin: every(behave({ etag: '"v2"' })), outcome: ends('resource/changed') },
  {
    name: 'another Last-Modified',
    served: { etag: null },
    begin: every(behave({ headers: { 'last-modified': new Date(0).toUTCString() } })),
    outcome: ends('resource/changed'),
  },
  {
    name: 'a redirect to another file',
    begin: every((_, { otherPath }) => behave({ redirectTo: otherPath })),
    outcome: ends('resource/changed'),
  },
  {
    name: 'a sign-in page of status 200',
    begin: every({ kind: 'status', status: 200 }),
    outcome: asks('media/not-media'),
    opening: ends('media/not-media'),
  },
  ...[401, 403].map(
    (status): FaultRow => ({
      name: `status ${status}`,
      begin: every({ kind: 'status', status }),
      outcome: asks('http/expired'),
    }),
  ),
  ...[404, 410].map(
    (status): FaultRow => ({
      name: `status ${status}`,
      begin: every({ kind: 'status', status }),
      outcome: asks('http/gone'),
    }),
  ),
];

/** Those whose beginning before the first byte is a matter of its own. */
export const openingRows: readonly FaultRow[] = faultRows.flatMap(({ opening, ...row }) =>
  opening
    ? [{ ...row, name: `${row.name}, from before the first byte`, outcome: opening, isFromStart: true }]
    : [],
);
