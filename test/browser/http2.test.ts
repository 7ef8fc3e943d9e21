import type { Page } from 'puppeteer-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { type Origin, startOrigin } from '../server/origin';
import { films } from './films';
import { openPanel, shownLanes } from './panel';
import { launchViewer, type Viewer } from './viewer';
import { playedTo } from './watching';

/** Each stream gets an eighth of what the film needs, however many share a session. */
const perStream = { requestCapBytesPerSecond: 25_000, rttMs: 20 };

/** What the panel says of the lanes in use, each once. */
async function shownProtocols(page: Page): Promise<string[]> {
  await openPanel(page);
  const lanes = await shownLanes(page);
  return [...new Set(lanes.filter(({ state }) => state === '').map(({ protocol }) => protocol))];
}

describe.each(['chromium', 'firefox'] as const)('in %s', (browser) => {
  /** Only Chromium tells what carried a request. */
  const tells = browser === 'chromium';
  let viewer: Viewer;
  let origins: readonly Origin[];

  beforeAll(async () => {
    const film = await films.moovFirst();
    [viewer, ...origins] = await Promise.all([
      launchViewer(browser),
      startOrigin({ alpn: ['h2'] }),
      startOrigin({ alpn: ['h2', 'http/1.1'] }),
      startOrigin({ alpn: ['http/1.1'] }),
    ]);
    for (const origin of origins) origin.serve('/film.mp4', film, perStream);
  });
  afterAll(() => Promise.all([viewer?.close(), ...(origins ?? []).map((origin) => origin.close())]));
  afterEach(async () => {
    await viewer.closeTabs();
  });

  test.each([
    ['only HTTP/2', 0],
    ['HTTP/2 before HTTP/1.1', 1],
  ])('a film from a host that offers %s plays over many streams of few sessions', async (_, index) => {
    const origin = origins[index]!;
    const page = await viewer.play(origin.url('/film.mp4'));
    await playedTo(page, 3);
    expect(new Set(origin.log.map(({ protocol }) => protocol))).toEqual(new Set(['h2']));
    expect(origin.peak('/film.mp4')).toBeGreaterThanOrEqual(12);
    // Firefox opens a connection for each of its first requests, before it knows what the host speaks.
    await expect.poll(() => origin.socketsOpen()).toBeLessThanOrEqual(4);
    expect(await shownProtocols(page)).toEqual([tells ? 'HTTP/2' : '']);
  });

  test('a film from a host that knows no HTTP/2 plays over a connection for each request', async () => {
    const [, , origin] = origins as [Origin, Origin, Origin];
    const page = await viewer.play(origin.url('/film.mp4'));
    await playedTo(page, 3);
    expect(new Set(origin.log.map(({ protocol }) => protocol))).toEqual(new Set(['http/1.1']));
    expect(origin.socketsUsed('/film.mp4')).toBeGreaterThanOrEqual(12);
    expect(await shownProtocols(page)).toEqual([tells ? 'HTTP/1.1' : '']);
  });
});
