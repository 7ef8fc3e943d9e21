import type { FilmShape } from '../playback/fake-movie';
import { lognormal, oneIn, pareto } from './connection-rates';
import { isDotted } from './lane-name';
import type { NetworkConditions } from './network-conditions';
import type { IndexShape } from './simulated-film';
import { allOf, isAbsolute, isPlain, onLanes, type Storm, some, stormy, type Trouble } from './trouble';

/** One row of the simulation's table. */
export interface Situation {
  readonly film: FilmShape;
  readonly index?: IndexShape;
  readonly network?: Partial<NetworkConditions>;
  readonly trouble?: Trouble;
  readonly storms?: readonly Storm[];
  /** Requests at once while the transfer is measured, and what the limit counts: 12 where not said. */
  readonly connections?: number;
  /** How the viewer's film is played; transfer is measured over a film faster than the link. */
  readonly seeks?: readonly { readonly atMs: number; readonly toSeconds: number }[];
  /** Which bar the redundancy is held against: 1.02, 1.10, or none. */
  readonly faults?: 'hangs' | 'other';
}

const film = (bytesPerSecond: number, more: Partial<FilmShape> = {}): FilmShape => ({
  seconds: 600,
  videoBytesPerSecond: bytesPerSecond * 0.9,
  audioBytesPerSecond: bytesPerSecond * 0.1,
  interleaveSeconds: 0.5,
  gopSeconds: 4,
  ...more,
});

const usual = film(600_000);
const last = (moovBytes: number): IndexShape => ({ moovBytes, place: 'last' });
const first = (moovBytes: number): IndexShape => ({ moovBytes, place: 'first' });
const forbidden = { kind: 'status', status: 403 } as const;
const withoutAbsolute = onLanes(isAbsolute, forbidden);
const shortStorms = [12_000, 30_000, 45_000].map((fromMs) => ({ fromMs, untilMs: fromMs + 2_000 }));
const longStorm = [{ fromMs: 20_000, untilMs: 26_000, retryAfterSeconds: 3 }];
const openingStorm = [{ fromMs: 0, untilMs: 1_000, retryAfterSeconds: 1 }];

const links: Readonly<Record<string, Situation>> = {
  '100 KB/s a connection': { film: usual },
  '30 KB/s a connection': { film: film(200_000), network: { bytesPerSecond: 30_000 } },
  '300 KB/s a connection': { film: film(800_000), network: { bytesPerSecond: 300_000 } },
  '2 MB/s a connection': {
    film: film(2_000_000),
    network: { bytesPerSecond: 2_000_000, chunkBytes: 65_536 },
  },
  'RTT 5 ms': { film: usual, network: { roundTripMs: 5 } },
  'RTT 200 ms': { film: usual, network: { roundTripMs: 200 } },
  'RTT 400 ms': { film: usual, network: { roundTripMs: 400 } },
  'RTT 200 ms, 300 KB/s a connection': {
    film: film(800_000),
    network: { roundTripMs: 200, bytesPerSecond: 300_000 },
  },
  '24 connections at 100 KB/s': { film: usual, connections: 24 },
  '24 connections, HTTP/2': { film: usual, connections: 24, network: { protocol: 'h2' } },
  '4 connections': { film: film(250_000), connections: 4 },
  'cap of 600 KB/s per host': { film: film(400_000), network: { hostBytesPerSecond: 600_000 } },
  'cap of 900 KB/s per IP': { film: film(600_000), network: { ipBytesPerSecond: 900_000 } },
  'bursts of 100 KB an answer': { film: usual, network: { burstBytes: 100_000 } },
};

const films: Readonly<Record<string, Situation>> = {
  'film faster than the link': { film: film(2_000_000) },
  'film at 90 % of the link': { film: film(1_080_000) },
  'moov last, 250 KB': { film: usual, index: last(250_000) },
  'moov first, 2 MB': { film: usual, index: first(2_000_000) },
  'moov last, 2 MB, RTT 200 ms': { film: usual, index: last(2_000_000), network: { roundTripMs: 200 } },
  'chunks of 0.1 s': { film: film(600_000, { interleaveSeconds: 0.1 }) },
  'badly interleaved': { film: film(600_000, { interleaveSeconds: 600 }) },
  'spikes of 4 times the rate': {
    film: film(500_000, {
      stretches: [12, 30, 48].map((at) => ({ fromSeconds: at, untilSeconds: at + 5, factor: 4 })),
    }),
  },
  'seeks to unfetched places': {
    film: usual,
    seeks: [
      { atMs: 12_000, toSeconds: 300 },
      { atMs: 25_000, toSeconds: 121.7 },
      { atMs: 40_000, toSeconds: 503.3 },
    ],
  },
};

const unequal: Readonly<Record<string, Situation>> = {
  'rates lognormal, sigma 0.5': { film: usual, network: { drawFactor: lognormal(0.5) } },
  'rates lognormal, sigma 1': { film: film(500_000), network: { drawFactor: lognormal(1) } },
  'rates lognormal, sigma 1, drawn anew': {
    film: film(500_000),
    network: { drawFactor: lognormal(1), drawsAnew: true },
  },
  'rates Pareto, alpha 1.5': { film: film(500_000), network: { drawFactor: pareto(1.5) } },
  'one connection in six 20 times slower': { film: usual, network: { drawFactor: oneIn(6, 0.05) } },
  'cookie-less lane 20 times slower, no absolute name': {
    film: film(400_000),
    trouble: withoutAbsolute,
    network: {
      laneFactor: ({ url, credentials }) => (isDotted(url) ? 0 : credentials === 'omit' ? 0.05 : 1),
    },
  },
  'cookie-less lane 20 times slower, 24 connections': {
    film: usual,
    connections: 24,
    network: {
      laneFactor: ({ url, credentials }) => (credentials === 'omit' && !isDotted(url) ? 0.05 : 1),
    },
  },
};

const troubled: Readonly<Record<string, Situation>> = {
  '5 % hangs': { film: usual, trouble: some('hang', 0.05), faults: 'hangs' },
  '5 % hangs, 5 % resets, 300 KB/s a connection': {
    film: film(800_000),
    network: { bytesPerSecond: 300_000 },
    trouble: allOf(some('hang', 0.05), some('reset', 0.05)),
    faults: 'hangs',
  },
  '10 % resets': { film: usual, trouble: some('reset', 0.1), faults: 'other' },
  'storms of 503 for 2 s': {
    film: film(500_000),
    storms: shortStorms,
    trouble: stormy(shortStorms),
    faults: 'other',
  },
  'storm of 503 for 6 s, Retry-After 3': {
    film: film(500_000),
    storms: longStorm,
    trouble: stormy(longStorm),
    faults: 'other',
  },
  'storm of 503 at the opening': {
    film: film(500_000),
    storms: openingStorm,
    trouble: stormy(openingStorm),
    faults: 'other',
  },
  '503 beyond 8 connections': {
    film: film(500_000),
    network: { connectionsMax: 8, beyondMax: 'status 503' },
    faults: 'other',
  },
  'refused beyond 4 connections': {
    film: film(250_000),
    network: { connectionsMax: 4 },
    faults: 'other',
  },
  'absolute name forbidden': { film: usual, trouble: withoutAbsolute },
  'cookie-less lanes forbidden': {
    film: usual,
    trouble: onLanes(isPlain, forbidden),
    network: { laneFactor: ({ credentials }) => (credentials === 'omit' ? 0 : 1) },
  },
  'cookie-less lanes silent, no absolute name': {
    film: film(400_000),
    trouble: allOf(onLanes(isPlain, { kind: 'silent' }), withoutAbsolute),
    network: {
      laneFactor: ({ url, credentials }) => (credentials === 'omit' || isDotted(url) ? 0 : 1),
    },
  },
};

export const situations: Readonly<Record<string, Situation>> = {
  ...links,
  ...films,
  ...unequal,
  ...troubled,
};
