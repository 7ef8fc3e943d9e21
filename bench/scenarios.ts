import type { FunnelOptions } from '../src/core/funnel/options';
import type { Behaviour } from '../test/server/behaviour';
import type { Bars } from './bars';
import { hangsAndResets, slowEverySixth, slowWithoutCookies } from './faults';
import { films } from './films';

/** How a film is served, and what is tried with it. */
export interface Scenario {
  name: string;
  film: () => Promise<string>;
  /** Made anew for each opening. */
  server: () => Behaviour;
  /** Set before the page is opened, as by a server the viewer has logged in at. */
  cookie?: string;
  /** Of the viewer's; the others have their defaults. */
  options?: Partial<FunnelOptions>;
  /** From the first frame, before the seeks. */
  watchSeconds: number;
  /** The window in which the rate is taken, from the opening of the page; none where the film is slower than the link. */
  rate?: { fromSeconds: number; untilSeconds: number };
  /** Seconds of film to seek to, none of them fetched when the seek comes. */
  seeks: readonly number[];
  /** Whether a plain <video> is measured too. It has one connection: where many are what is asked, it tells nothing. */
  native: boolean;
  /** Openings, each in a fresh browser; of each figure the median counts. Default 1. */
  openings?: number;
  bars: Bars;
}

export const fps = 25;

/** Seconds into the film that begin a group of pictures, and that lie in the middle of one. Both are far from the start. */
const keyFrame = 240;
const midGroup = 187;
/** A second and a third into its group. */
const lateInGroup = 187.3;

const perConnection = (kilobytes: number, rttMs = 50) => ({ capBytesPerSecond: kilobytes * 1000, rttMs });

export const scenarios: readonly Scenario[] = [
  {
    name: '100 KB/s',
    film: films.moovFirst,
    server: () => perConnection(100),
    watchSeconds: 30,
    seeks: [keyFrame, midGroup],
    native: true,
    bars: { firstFrameMs: 1200, stalls: 0, sockets: 12, redundancy: 1.05, seekMs: 900 },
  },
  {
    name: '100 KB/s, 12 connections, film of 3 MB/s',
    film: films.wide,
    server: () => perConnection(100),
    options: { connections: 12 },
    watchSeconds: 20,
    rate: { fromSeconds: 5, untilSeconds: 20 },
    seeks: [],
    native: false,
    bars: { bytesPerSecond: 0.95 * 12 * 100_000 },
  },
  {
    name: '100 KB/s, 24 connections, film of 3 MB/s',
    film: films.wide,
    server: () => perConnection(100),
    options: { connections: 24 },
    watchSeconds: 20,
    rate: { fromSeconds: 5, untilSeconds: 20 },
    seeks: [],
    native: false,
    bars: { bytesPerSecond: 2_200_000 },
  },
  {
    // Connections are added as the film is found to need them: the rate is taken later.
    name: '100 KB/s, connections auto, film of 3 MB/s',
    film: films.wide,
    server: () => perConnection(100),
    watchSeconds: 25,
    rate: { fromSeconds: 10, untilSeconds: 25 },
    seeks: [],
    native: false,
    bars: { bytesPerSecond: 2_200_000 },
  },
  {
    name: '300 KB/s',
    film: films.moovFirst,
    server: () => perConnection(300),
    watchSeconds: 3,
    seeks: [keyFrame, lateInGroup],
    native: true,
    bars: { firstFrameMs: 600, seekMs: 500 },
  },
  {
    name: '300 KB/s, moov last',
    film: films.moovLast,
    server: () => perConnection(300),
    watchSeconds: 5,
    seeks: [keyFrame, lateInGroup],
    native: true,
    bars: { firstFrameMs: 600, seekMs: 500 },
  },
  {
    name: '300 KB/s, RTT 200 ms',
    film: films.moovFirst,
    server: () => perConnection(300, 200),
    watchSeconds: 3,
    seeks: [keyFrame],
    native: true,
    bars: {},
  },
  {
    name: '30 KB/s, RTT 0 ms',
    film: films.moovFirst,
    server: () => perConnection(30, 0),
    watchSeconds: 5,
    seeks: [],
    native: true,
    bars: {},
  },
  {
    name: 'no cap',
    film: films.moovFirst,
    server: () => ({ rttMs: 0 }),
    watchSeconds: 2,
    seeks: [keyFrame, lateInGroup],
    native: true,
    openings: 5,
    bars: { firstFrameTimesNative: 1.5, seekTimesNative: 2 },
  },
  {
    name: '300 KB/s, every sixth connection 20 times slower',
    film: films.moovFirst,
    server: () => ({ ...perConnection(300), fault: slowEverySixth(15_000) }),
    watchSeconds: 10,
    seeks: [keyFrame],
    native: false,
    bars: {},
  },
  {
    name: '300 KB/s, 20 times slower without cookies',
    film: films.moovFirst,
    server: () => ({ ...perConnection(300), fault: slowWithoutCookies(15_000) }),
    cookie: 'member=1',
    watchSeconds: 10,
    seeks: [keyFrame],
    native: false,
    bars: {},
  },
  {
    name: '300 KB/s, 5 % hangs, 5 % resets',
    film: films.moovFirst,
    server: () => ({ ...perConnection(300), fault: hangsAndResets(0.05, 3) }),
    watchSeconds: 60,
    seeks: [],
    native: false,
    bars: { longestStallMs: 1000 },
  },
];
