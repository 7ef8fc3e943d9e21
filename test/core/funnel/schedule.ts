import fc from 'fast-check';
import { defaultFunnelOptions, type FunnelOptions } from '../../../src/core/funnel/options';
import { oneIn } from './connection-rates';
import { isDotted } from './lane-name';
import { isOfMirror, type Mirror, mirrorFault } from './mirrors';
import type { NetworkConditions } from './network-conditions';
import { seededRandom } from './seeded-random';
import { type Fault, type FaultOf, recoverableFaults } from './simulated-server';
import { type Storm, stormy } from './trouble';

/** All that chance decides about one run. */
export interface Schedule {
  readonly seed: number;
  readonly byteLength: number;
  readonly conditions: Partial<NetworkConditions> & Pick<NetworkConditions, 'bytesPerSecond' | 'chunkBytes'>;
  readonly slow: Slow;
  /** The share of requests that meet a fault, until `faultBudget` of them have. */
  readonly faultShare: number;
  readonly faultBudget: number;
  readonly faultKinds: readonly Fault['kind'][];
  /** Times when the link's server answers every new request with a 503. */
  readonly storms: readonly Storm[];
  /** What becomes of every request without cookies. */
  readonly plainFault: Fault | null;
  /** What becomes of every request to the host's absolute name. */
  readonly dottedFault: Fault | null;
  readonly mirrors: readonly Mirror[];
  /** What the viewer gives, one after the other, when asked for a fresh link. */
  readonly freshLinks: readonly Mirror[];
  /** When the computer is offline, and for how long. */
  readonly offline: readonly Absence[];
  /** When the background goes away, and for how long it stays so. */
  readonly linkLosses: readonly Absence[];
  readonly options: FunnelOptions;
  readonly changes: readonly Change[];
  readonly timerLatenessMs: number;
  /** How many places in the file the viewer goes to. */
  readonly scenes: number;
}

interface Absence {
  readonly atMs: number;
  readonly forMs: number;
}

/** What is twenty times slower than the rest. */
export type Slow = 'nothing' | 'some connections' | 'with cookies' | 'without cookies' | 'absolute name';

/** What the viewer or other tabs decide on in the middle. */
export interface Change {
  readonly atMs: number;
  readonly event:
    | { readonly type: 'options'; readonly options: FunnelOptions }
    | { readonly type: 'share'; readonly share: number };
}

const KB = 1024;
const slowFactor = 0.05;

const conditions = fc.record({
  bytesPerSecond: fc.integer({ min: 40_000, max: 2_000_000 }),
  burstBytes: fc.constantFrom(0, 0, 100_000),
  roundTripMs: fc.integer({ min: 1, max: 400 }),
  chunkBytes: fc.integer({ min: 2 * KB, max: 64 * KB }),
  connectionsMax: fc.constantFrom(Infinity, Infinity, 12, 6, 3, 1),
  beyondMax: fc.constantFrom<NetworkConditions['beyondMax']>('unreachable', 'status 503'),
});

const slow = fc.oneof(
  { weight: 3, arbitrary: fc.constant<Slow>('nothing') },
  {
    weight: 2,
    arbitrary: fc.constantFrom<Slow>('some connections', 'with cookies', 'without cookies', 'absolute name'),
  },
);

const laneFault = fc.constantFrom<Fault | null>(
  null,
  null,
  null,
  { kind: 'status', status: 403 },
  { kind: 'status', status: 200 },
  { kind: 'other-length' },
  { kind: 'other-validator' },
  { kind: 'unreachable' },
  { kind: 'silent' },
);

const storms = fc.array(
  fc
    .record({
      fromMs: fc.integer({ min: 0, max: 8_000 }),
      forMs: fc.integer({ min: 100, max: 4_000 }),
      retryAfterSeconds: fc.constantFrom(undefined, 1, 5),
    })
    .map(({ fromMs, forMs, retryAfterSeconds }): Storm => {
      const storm = { fromMs, untilMs: fromMs + forMs };
      return retryAfterSeconds === undefined ? storm : { ...storm, retryAfterSeconds };
    }),
  { maxLength: 2 },
);

const rightMirror = fc
  .constantFrom('"film"', '"the same film"', null)
  .map((etag): Mirror => ({ kind: 'same', etag }));

const wrongMirror = fc.oneof(
  fc.constantFrom<Mirror>({ kind: 'other-length' }, { kind: 'forbidden' }, { kind: 'silent' }),
  fc.nat({ max: 64 * KB - 1 }).map((from): Mirror => ({ kind: 'other-bytes', from })),
);

const mirrors = fc.array(fc.oneof(rightMirror, wrongMirror), { maxLength: 3 });

const linkLosses = fc.array(
  fc.record({ atMs: fc.integer({ min: 0, max: 8_000 }), forMs: fc.integer({ min: 0, max: 3_000 }) }),
  { maxLength: 2 },
);

/** Small ones, as the files are: what they do is the same. */
const options = fc
  .record({
    blockSize: fc.constantFrom(64 * KB, 64 * KB, 256 * KB, 8_192 * KB),
    pieceSize: fc.constantFrom(64 * KB, 256 * KB, 1_024 * KB),
    blocksAhead: fc.nat({ max: 3 }),
    connections: fc.constantFrom<FunnelOptions['connections']>('auto', 'auto', 'auto', 1, 2, 5, 24),
    maxSpeed: fc.constantFrom(0, 0, 0, 60_000, 500_000),
  })
  .map((some): FunnelOptions => ({ ...some, pieceSize: Math.min(some.pieceSize, some.blockSize) }));

const changes = fc.array(
  fc.record({
    atMs: fc.integer({ min: 0, max: 10_000 }),
    event: fc.oneof(
      options.map((changed): Change['event'] => ({ type: 'options', options: changed })),
      fc.constantFrom(0.1, 0.25, 0.5, 1).map((share): Change['event'] => ({ type: 'share', share })),
    ),
  }),
  { maxLength: 3 },
);

const allFaults: readonly Fault['kind'][] = [
  ...recoverableFaults,
  'slow',
  'surplus',
  'status',
  'wrong-range',
  'wrong-end',
  'encoded',
  'no-length',
  'sign-in-page',
  'other-length',
  'other-validator',
];

const scheduleOf = (kinds: readonly Fault['kind'][]): fc.Arbitrary<Schedule> =>
  fc.record({
    seed: fc.integer(),
    byteLength: fc.oneof(
      fc.constantFrom(1, 2, 24 * KB, 64 * KB),
      fc.integer({ min: 1, max: 500 * KB }),
      fc.integer({ min: 500 * KB, max: 1_500 * KB }),
      fc.integer({ min: 500 * KB, max: 1_500 * KB }),
    ),
    conditions,
    slow,
    faultShare: fc.constantFrom(0.02, 0.1, 0.5),
    faultBudget: fc.nat({ max: 30 }),
    faultKinds: fc.uniqueArray(fc.constantFrom(...kinds), { minLength: 1 }),
    storms,
    plainFault: laneFault,
    dottedFault: laneFault,
    mirrors,
    freshLinks: fc.array(fc.oneof(rightMirror, wrongMirror), { maxLength: 3 }),
    offline: fc.array(
      fc.record({ atMs: fc.integer({ min: 0, max: 8_000 }), forMs: fc.integer({ min: 0, max: 30_000 }) }),
      { maxLength: 1 },
    ),
    linkLosses,
    options: fc.oneof(fc.constant(defaultFunnelOptions), options, options),
    changes,
    timerLatenessMs: fc.constantFrom(0, 1, 30),
    scenes: fc.integer({ min: 1, max: 5 }),
  });

/** Trouble that passes: the film must come. */
export const recoverableSchedule = scheduleOf(recoverableFaults);

/** Any trouble: the film comes, or the viewer is told why not. */
export const anySchedule = scheduleOf(allFaults);

/** The same without any trouble; mirrors, options and places stay. */
export const untroubled = (schedule: Schedule): Schedule => ({
  ...schedule,
  conditions: { ...schedule.conditions, connectionsMax: Infinity },
  faultBudget: 0,
  storms: [],
  plainFault: null,
  dottedFault: null,
  offline: [],
  linkLosses: [],
});

/** A film that needs all that can come, of a link that has one right mirror and perhaps a wrong one. */
export const hungryViewing = fc.record({
  bytesPerSecond: fc.integer({ min: 50_000, max: 500_000 }),
  roundTripMs: fc.integer({ min: 5, max: 200 }),
  moovPlace: fc.constantFrom('first' as const, 'last' as const),
  mirrors: fc.tuple(rightMirror, wrongMirror).chain((both) => fc.shuffledSubarray(both, { minLength: 1 })),
});

/** What the simulated network makes of it. */
export function conditionsOf({ conditions, slow }: Schedule): Partial<NetworkConditions> {
  if (slow === 'nothing') return conditions;
  // What has come is handed on at least once a second, however slowly it comes.
  const chunkBytes = Math.min(conditions.chunkBytes, conditions.bytesPerSecond * slowFactor);
  const slower = { ...conditions, chunkBytes: Math.ceil(chunkBytes) };
  if (slow === 'some connections') return { ...slower, drawFactor: oneIn(4, slowFactor) };
  const isSlow: NetworkConditions['laneFactor'] = ({ url, credentials }) => {
    if (slow === 'absolute name') return isDotted(url) ? slowFactor : 1;
    return (slow === 'with cookies') === (credentials === 'include') ? slowFactor : 1;
  };
  return { ...slower, laneFactor: isSlow };
}

/**
 * Longer than any of it needs: every fault costs at most a timeout and a wait, one after the other, and then all bytes of
 * all scenes come several times over the slowest connection, at the lowest speed allowed.
 */
export function patienceMs(schedule: Schedule): number {
  const { faultBudget, faultKinds, storms, scenes, byteLength, conditions, slow, options, changes } =
    schedule;
  const absences = [...schedule.linkLosses, ...schedule.offline, ...schedule.freshLinks];
  const faultMs = faultKinds.includes('slow') ? 100_000 : 25_000;
  const speeds = [options, ...changes.map(({ event }) => ('options' in event ? event.options : options))];
  const lowest = Math.min(...speeds.map(({ maxSpeed }) => maxSpeed || Infinity));
  const ownBytesPerSecond = conditions.bytesPerSecond * (slow === 'nothing' ? 1 : slowFactor);
  const transferMs = (5 * scenes * byteLength * 1000) / Math.min(ownBytesPerSecond, lowest);
  return 120_000 + faultMs * faultBudget + 40_000 * (absences.length + storms.length) + transferMs;
}

/** Chooses each request's fault. */
export function faultChooser(schedule: Schedule): FaultOf {
  const random = seededRandom(schedule.seed);
  const stormAt = stormy(schedule.storms)(random);
  let left = schedule.faultBudget;
  const isOffline = (nowMs: number) =>
    schedule.offline.some(({ atMs, forMs }) => atMs <= nowMs && nowMs < atMs + forMs);
  return (command, nowMs) => {
    const { url, credentials } = command;
    if (isOffline(nowMs)) return { kind: 'unreachable' };
    const lasting =
      mirrorFault(addressesOf(schedule), command) ??
      (isOfMirror(command) ? null : stormAt(command, nowMs)) ??
      (credentials === 'omit' ? schedule.plainFault : null) ??
      (isDotted(url) ? schedule.dottedFault : null);
    if (lasting) return lasting;
    if (left === 0 || random() >= schedule.faultShare) return null;
    left -= 1;
    const kind = schedule.faultKinds[Math.floor(random() * schedule.faultKinds.length)]!;
    return makeFault(kind, random);
  };
}

/** Of the mirrors, then of the fresh links. */
export const addressesOf = ({ mirrors, freshLinks }: Schedule): Mirror[] => [...mirrors, ...freshLinks];

const statuses = [401, 403, 404, 410, 429, 500, 502, 503, 504, 200, 301];

function makeFault(kind: Fault['kind'], random: () => number): Fault {
  switch (kind) {
    case 'hang':
    case 'reset':
    case 'truncate':
      return { kind, afterBytes: Math.floor(random() ** 3 * 200 * KB) };
    case 'slow':
      return { kind, bytesPerSecond: 20_000 };
    case 'status': {
      const status = statuses[Math.floor(random() * statuses.length)]!;
      const obeys = (status === 429 || status === 503) && random() < 0.5;
      if (!obeys) return { kind, status };
      return { kind, status, retryAfterSeconds: Math.floor(random() * 5), isDate: random() < 0.5 };
    }
    default:
      return { kind };
  }
}
