import fc from 'fast-check';
import { isDotted } from './lane-name';
import type { NetworkConditions } from './network-conditions';
import { seededRandom } from './seeded-random';
import { type Fault, type FaultOf, recoverableFaults } from './simulated-server';

/** All that chance decides about one run. */
export interface Schedule {
  readonly seed: number;
  readonly byteLength: number;
  readonly conditions: Partial<NetworkConditions>;
  /** The share of requests that meet a fault, until `faultBudget` of them have. */
  readonly faultShare: number;
  readonly faultBudget: number;
  readonly faultKinds: readonly Fault['kind'][];
  /** What becomes of every request without cookies. */
  readonly plainFault: Fault | null;
  /** What becomes of every request to the host's absolute name. */
  readonly dottedFault: Fault | null;
  /** When the background goes away, and for how long it stays so. */
  readonly linkLosses: readonly { readonly atMs: number; readonly forMs: number }[];
  readonly timerLatenessMs: number;
  /** How many places in the file the viewer goes to. */
  readonly scenes: number;
}

const KB = 1024;

const conditions = fc.record({
  bytesPerSecond: fc.integer({ min: 40_000, max: 2_000_000 }),
  burstBytes: fc.constantFrom(0, 0, 100_000),
  roundTripMs: fc.integer({ min: 1, max: 400 }),
  chunkBytes: fc.integer({ min: 2 * KB, max: 64 * KB }),
  connectionsMax: fc.constantFrom(Infinity, Infinity, 12, 6, 3, 1),
});

const laneFault = fc.constantFrom<Fault | null>(
  null,
  null,
  { kind: 'status', status: 403 },
  { kind: 'status', status: 200 },
  { kind: 'other-length' },
  { kind: 'other-validator' },
  { kind: 'unreachable' },
  { kind: 'silent' },
);

const linkLosses = fc.array(
  fc.record({ atMs: fc.integer({ min: 0, max: 8_000 }), forMs: fc.integer({ min: 0, max: 3_000 }) }),
  { maxLength: 2 },
);

const allFaults: readonly Fault['kind'][] = [
  ...recoverableFaults,
  'surplus',
  'status',
  'wrong-range',
  'other-length',
  'other-validator',
];

const scheduleOf = (kinds: readonly Fault['kind'][]): fc.Arbitrary<Schedule> =>
  fc.record({
    seed: fc.integer(),
    byteLength: fc.oneof(
      fc.constantFrom(1, 2, 24 * KB, 64 * KB),
      fc.integer({ min: 1, max: 500 * KB }),
      fc.integer({ min: 1, max: 1_500 * KB }),
    ),
    conditions,
    faultShare: fc.constantFrom(0.02, 0.1, 0.5),
    faultBudget: fc.nat({ max: 30 }),
    faultKinds: fc.uniqueArray(fc.constantFrom(...kinds), { minLength: 1 }),
    plainFault: laneFault,
    dottedFault: laneFault,
    linkLosses,
    timerLatenessMs: fc.constantFrom(0, 1, 30),
    scenes: fc.integer({ min: 1, max: 5 }),
  });

/** Trouble that passes: the film must come. */
export const recoverableSchedule = scheduleOf(recoverableFaults);

/** Any trouble: the film comes, or the viewer is told why not. */
export const anySchedule = scheduleOf(allFaults);

/** Chooses each request's fault. */
export function faultChooser(schedule: Schedule): FaultOf {
  const random = seededRandom(schedule.seed);
  let left = schedule.faultBudget;
  return ({ url, credentials }) => {
    const ofLane =
      (credentials === 'omit' ? schedule.plainFault : null) ?? (isDotted(url) ? schedule.dottedFault : null);
    if (ofLane) return ofLane;
    if (left === 0 || random() >= schedule.faultShare) return null;
    left -= 1;
    const kind = schedule.faultKinds[Math.floor(random() * schedule.faultKinds.length)]!;
    return makeFault(kind, random);
  };
}

const statuses = [403, 404, 429, 500, 502, 503, 200, 301];

function makeFault(kind: Fault['kind'], random: () => number): Fault {
  switch (kind) {
    case 'hang':
    case 'reset':
    case 'truncate':
      return { kind, afterBytes: Math.floor(random() ** 3 * 200 * KB) };
    case 'slow':
      return { kind, bytesPerSecond: 2_000 };
    case 'status': {
      const status = statuses[Math.floor(random() * statuses.length)]!;
      const obeys = (status === 429 || status === 503) && random() < 0.5;
      return obeys ? { kind, status, retryAfterSeconds: Math.floor(random() * 5) } : { kind, status };
    }
    default:
      return { kind };
  }
}
