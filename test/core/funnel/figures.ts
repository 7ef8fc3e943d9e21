/** The rows of the simulation's table, and the bars they are held against. */
import { type Against, forgetFilms, measureOpening, measureTransfer, measureWatching } from './measure';
import type { Situation } from './situations';

/** Ratios are measured / limit. */
export interface Row {
  readonly name: string;
  readonly firstFrameMs: Against;
  readonly firstFrameRatio: number;
  /** Of all seeks; null where the viewer makes none. */
  readonly seekRatio: number | null;
  readonly seekMs: number | null;
  readonly stallMs: Against;
  readonly bytesPerSecond: Against;
  readonly transferRatio: number;
  /** Bytes received / distinct bytes stored. */
  readonly redundancy: number;
  readonly redundancyMax: number | null;
}

export const bars = {
  firstFrameRatio: 1.25,
  transferRatio: 0.95,
  redundancy: { none: 1.02, hangs: 1.1, other: null },
} as const;

/** How many seeds a row is the median of. Minutes of film cost a hundred times what openings do, and differ less. */
export interface Seeds {
  readonly openings: number;
  readonly longRuns: number;
}

export function measureRow(name: string, situation: Situation, { openings, longRuns }: Seeds): Row {
  const seeds = Array.from({ length: openings }, (_, index) => index + 1);
  const firstFrames = seeds.map((seed) => measureOpening(situation, seed).firstFrameMs);
  const watchings = seeds.slice(0, longRuns).map((seed) => measureWatching(situation, seed));
  const transfers = seeds.slice(0, longRuns).map((seed) => measureTransfer(situation, seed));
  forgetFilms();
  const seeks = watchings.flatMap(({ seekMs }) => seekMs);
  const runs = [...watchings, ...transfers];
  return {
    name,
    firstFrameMs: medianOf(firstFrames),
    firstFrameRatio: median(firstFrames.map(ratio)),
    seekRatio: seeks.length === 0 ? null : median(seeks.map(ratio)),
    seekMs: seeks.length === 0 ? null : median(seeks.map(({ measured }) => measured)),
    stallMs: medianOf(watchings.map(({ stallMs }) => stallMs)),
    bytesPerSecond: medianOf(
      transfers.map(({ bytes }) => ({ measured: bytes.measured / 60, limit: bytes.limit / 60 })),
    ),
    transferRatio: median(transfers.map(({ bytes }) => ratio(bytes))),
    redundancy: Math.max(...runs.map(({ heardBytes, storedBytes }) => heardBytes / Math.max(1, storedBytes))),
    redundancyMax: bars.redundancy[situation.faults ?? 'none'],
  };
}

/** The figures of a row that do not hold. */
export function misses(row: Row): string[] {
  return [
    ...(row.firstFrameRatio > bars.firstFrameRatio ? ['first frame'] : []),
    ...(row.transferRatio < bars.transferRatio ? ['transfer'] : []),
    ...(row.redundancyMax !== null && row.redundancy > row.redundancyMax ? ['redundancy'] : []),
  ];
}

export interface Summary {
  readonly firstFrameRatio: number;
  readonly seekRatio: number | null;
  readonly transferRatio: number;
  /** The worst, of the rows without faults and with hangs. */
  readonly redundancy: number | null;
  readonly redundancyWithHangs: number | null;
}

export function summarise(rows: readonly Row[]): Summary {
  const worst = (max: number) => {
    const held = rows.filter(({ redundancyMax }) => redundancyMax === max);
    return held.length === 0 ? null : Math.max(...held.map(({ redundancy }) => redundancy));
  };
  const seeks = rows.flatMap(({ seekRatio }) => seekRatio ?? []);
  return {
    firstFrameRatio: median(rows.map(({ firstFrameRatio }) => firstFrameRatio)),
    seekRatio: seeks.length === 0 ? null : median(seeks),
    transferRatio: median(rows.map(({ transferRatio }) => transferRatio)),
    redundancy: worst(bars.redundancy.none),
    redundancyWithHangs: worst(bars.redundancy.hangs),
  };
}

const ratio = ({ measured, limit }: Against): number => measured / limit;

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!;

const medianOf = (pairs: readonly Against[]): Against => ({
  measured: median(pairs.map(({ measured }) => measured)),
  limit: median(pairs.map(({ limit }) => limit)),
});
