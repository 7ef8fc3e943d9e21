import { setTimeout as delay } from 'node:timers/promises';
import type { Fault, LoggedRequest } from '../server/origin';
import { backgroundStops } from './random-play';
import { faultRows, type Scene } from './rows';

const statuses = [401, 403, 404, 410, 429, 500, 502, 503, 504, 200];

/** What may befall one request. */
export function anyFault({ range }: LoggedRequest, scene: Scene, random: () => number): Fault {
  const bytes = Math.floor(random() * 100_000);
  const total = scene.origin.lengthBytes(scene.path);
  const { start, endExclusive } = range ?? { start: 0, endExclusive: total };
  const contentRange = (text: string): Fault => ({
    kind: 'behave',
    behaviour: { headers: { 'content-range': `bytes ${text}` } },
  });
  const faults: readonly Fault[] = [
    { kind: 'hang' },
    { kind: 'hang-after', bytes },
    { kind: 'reset' },
    { kind: 'reset-after', bytes },
    { kind: 'truncate-after', bytes },
    ...statuses.map((status): Fault => ({ kind: 'status', status })),
    { kind: 'status', status: 429, retryAfter: '2' },
    { kind: 'status', status: 429, retryAfter: new Date(Date.now() + 2_000).toUTCString() },
    { kind: 'behave', behaviour: { requestCapBytesPerSecond: 2_000 } },
    { kind: 'behave', behaviour: { ranges: false } },
    { kind: 'behave', behaviour: { tellLength: false } },
    { kind: 'behave', behaviour: { shiftRangeBytes: 5 } },
    { kind: 'behave', behaviour: { headers: { 'content-encoding': 'gzip' } } },
    contentRange(`${start}-${endExclusive - 2}/${total}`),
    contentRange(`${start}-${endExclusive - 1}/${total + 1}`),
    { kind: 'behave', behaviour: { etag: '"v2"' } },
    { kind: 'behave', behaviour: { etag: null, headers: { 'last-modified': new Date(0).toUTCString() } } },
    { kind: 'behave', behaviour: { redirectTo: scene.otherPath } },
  ];
  return faults[Math.floor(random() * faults.length)]!;
}

const great = [
  backgroundStops,
  backgroundStops,
  backgroundStops,
  ...faultRows.filter(({ name }) =>
    [
      'a server that restarts',
      'offline',
      'connections beyond three refused',
      'requests beyond four refused',
    ].includes(name),
  ),
];

/** What befalls everything at once: the background stopped, the server or the line gone, connections refused. */
export async function greatTroubles(scene: Scene, random: () => number, signal: AbortSignal): Promise<void> {
  const pass = (ms: number) => delay(ms, null, { signal }).catch(() => {});
  while (!signal.aborted) {
    await pass(3_000 + random() * 17_000);
    if (signal.aborted) return;
    const { begin, end, seconds = 10, name } = great[Math.floor(random() * great.length)]!;
    console.log(name);
    await begin(scene);
    if (name !== backgroundStops.name) await pass(seconds * 1000);
    await end?.(scene);
  }
}
