/** Prints how the funnel does in the situations that matter: `npx tsx test/core/funnel/simulate.ts`. */
import type { FilmShape } from '../playback/fake-movie';
import type { NetworkConditions } from './simulated-network';
import { SimulatedPlayer } from './simulated-player';
import type { Fault } from './simulated-server';

const film = (bytesPerSecond: number, more: Partial<FilmShape> = {}): FilmShape => ({
  seconds: 600,
  videoBytesPerSecond: bytesPerSecond * 0.9,
  audioBytesPerSecond: bytesPerSecond * 0.1,
  interleaveSeconds: 0.5,
  gopSeconds: 4,
  ...more,
});

interface Situation {
  readonly film: FilmShape;
  readonly network?: Partial<NetworkConditions>;
  readonly faultOf?: () => (command: { lane: string; requestId: number }) => Fault | null;
}

const slowFifth = () => {
  let count = 0;
  return () => (++count % 5 === 0 ? ({ kind: 'slow', bytesPerSecond: 5_000 } as const) : null);
};

const situations: Readonly<Record<string, Situation>> = {
  'film as fast as the link (1.2 MB/s)': { film: film(1_200_000) },
  'film faster than the link (2 MB/s)': { film: film(2_000_000) },
  'film at 1 MB/s': { film: film(1_000_000) },
  'film at 1 MB/s, chunks of 0.1 s': { film: film(1_000_000, { interleaveSeconds: 0.1 }) },
  'film at 600 KB/s': { film: film(600_000) },
  'film at 200 KB/s': { film: film(200_000) },
  'badly interleaved, 1 MB/s': { film: film(1_000_000, { interleaveSeconds: 600 }) },
  'RTT 200 ms, 1 MB/s': { film: film(1_000_000), network: { roundTripMs: 200 } },
  'bursts of 100 KB a request (nginx), 1 MB/s': { film: film(1_000_000), network: { burstBytes: 100_000 } },
  'one request in five at 5 KB/s, 600 KB/s': { film: film(600_000), faultOf: slowFifth },
  'plain lane silent, 400 KB/s': {
    film: film(400_000),
    faultOf:
      () =>
      ({ lane }) =>
        lane === 'plain' ? { kind: 'silent' } : null,
  },
  'four connections, the rest refused, 300 KB/s': { film: film(300_000), network: { connectionsMax: 4 } },
  'fast link: 2 MB/s a connection, RTT 30 ms, film 2 MB/s': {
    film: film(2_000_000),
    network: { bytesPerSecond: 2_000_000, roundTripMs: 30 },
  },
};

/** Milliseconds as seconds, for a column. */
const seconds = (ms: number | null) => (ms === null ? '—' : (ms / 1000).toFixed(2)).padStart(6);

function simulate(name: string, { film: shape, network, faultOf }: Situation): void {
  const player = new SimulatedPlayer(shape, network, faultOf?.());
  const { time, funnel } = player;
  let first300At: number | null = null;
  const mean = (fromMs: number) => {
    const sizes = player.pieces.filter(({ atMs }) => atMs >= fromMs && atMs < fromMs + 1_000);
    const sum = sizes.reduce((total, { byteLength }) => total + byteLength, 0);
    return sizes.length === 0 ? '-' : String(Math.round(sum / sizes.length / 1024));
  };
  while (time.nowMs < 10_000 && first300At === null) {
    time.run(time.nowMs + 10);
    if (funnel.status(time.nowMs).storedBytes >= 300_000) first300At = time.nowMs;
  }
  time.run(60_000);
  const { storedBytes, receivedBytes } = funnel.status(time.nowMs);
  const limit = 12 * (network?.bytesPerSecond ?? 100_000) * 60;
  const sizes = [0, 1, 2, 3, 5, 8, 12, 20, 30, 45, 59].map((s) => mean(s * 1_000)).join(' ');
  console.log(
    `${name.padEnd(56)} rate ${(storedBytes / limit).toFixed(3)}  300 KB ${seconds(first300At)} s` +
      `  begun ${seconds(player.playingSinceMs)} s  stalled ${seconds(player.stalledMs)} s` +
      `  again ${((receivedBytes / storedBytes - 1) * 100).toFixed(1)} %  KB/piece at 0 1 2 3 5 8 12 20 30 45 59 s: ${sizes}`,
  );
}

const wanted = process.argv[2];
for (const [name, situation] of Object.entries(situations)) {
  if (!wanted || name.includes(wanted)) simulate(name, situation);
}
