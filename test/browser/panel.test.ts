import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { type Origin, startOrigin } from '../server/origin';
import { films } from './films';
import { openPanel, type ShownLane, shownLanes } from './panel';
import { launchViewer, type Viewer } from './viewer';
import { playedTo } from './watching';

let viewer: Viewer;
let origin: Origin;

beforeAll(async () => {
  [viewer, origin] = await Promise.all([launchViewer('chromium'), startOrigin()]);
});
afterAll(() => Promise.all([viewer?.close(), origin?.close()]));
afterEach(async () => {
  for (const page of (await viewer.browser.pages()).slice(1)) await page.close();
});

const nameOf = ({ host, mode }: ShownLane) => `${host} ${mode}`;

test('every lane in use has its bars under its name, and one that comes later takes nobody’s place', async () => {
  // So little each that the film needs all there are.
  origin.serve('/slow.mp4', await films.moovFirst(), { capBytesPerSecond: 11_000, rttMs: 20 });
  const page = await viewer.play(origin.url('/slow.mp4', 'films.test'));
  await openPanel(page);
  const few = await shownLanes(page);
  // What carries a lane is known once its first piece has come.
  await page.waitForFunction(() => document.querySelectorAll('.lane .protocol:not(:empty)').length === 4);
  const lanes = await shownLanes(page);
  const port = `:${origin.port}`;
  expect(new Set(lanes.map(nameOf))).toEqual(
    new Set(
      [`films.test${port}`, `films.test.${port}`].flatMap((host) => [
        `${host} With cookies`,
        `${host} No cookies`,
      ]),
    ),
  );
  expect(lanes.slice(0, few.length).map(({ mode }) => mode)).toEqual(few.map(({ mode }) => mode));
  expect(new Set(lanes.map(({ protocol }) => protocol))).toEqual(new Set(['HTTP/1.1']));
  for (const { count, requests } of lanes) expect(count).toBe(`${requests} of 6`);
});

test('a lane the server refuses is told with the reason', async () => {
  origin.serve('/wary.mp4', await films.moovFirst(), {
    capBytesPerSecond: 60_000,
    fault: ({ cookies }) => (cookies === null ? { kind: 'status', status: 403 } : undefined),
  });
  origin.serve('/login.html', { bytes: Buffer.from('<!doctype html>') }, { contentType: 'text/html' });
  const login = await viewer.openPage(origin.url('/login.html'));
  await login.evaluate(() => {
    // biome-ignore lint/suspicious/noDocumentCookie: the plainest way to have one
    document.cookie = 'session=1; SameSite=Strict';
  });
  const page = await viewer.play(origin.url('/wary.mp4'));
  await playedTo(page, 1);
  await openPanel(page);
  const [withCookies, without] = await shownLanes(page);
  expect(withCookies).toMatchObject({ host: '', mode: 'With cookies', state: '' });
  expect(without).toMatchObject({ host: '', mode: 'No cookies', count: '', requests: 0 });
  expect(without?.state).toMatch(/^set aside: .*403/);
});
