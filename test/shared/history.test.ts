import fc from 'fast-check';
import { afterAll, afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { FakeBrowser } from './fake-browser';

const browser = new FakeBrowser();
vi.doMock('webextension-polyfill', () => ({ default: browser }));
const history = await import('../../src/shared/history');
const { clearHistory, filmsMax, keptFilms, recentFilm, recentFilms, recordProgress, resumePosition } =
  history;

const nowMs = Date.UTC(2030, 0, 10);
const request = (url: string) => ({ url, mirrors: [], referrer: null });
const progress = { title: 'A film', positionSeconds: 70, durationSeconds: 600 };
const record = (url: string, changes = {}) => recordProgress(request(url), { ...progress, ...changes });

beforeEach(() => vi.useFakeTimers({ toFake: ['Date'], now: nowMs }));
afterEach(() => {
  vi.useRealTimers();
  browser.reset();
});
afterAll(() => vi.unstubAllGlobals());

test('films are told latest first, each as it was left last, until they are cleared', async () => {
  await record('https://a.test/1.mp4');
  vi.setSystemTime(nowMs + 1);
  await record('https://a.test/2.mp4');
  vi.setSystemTime(nowMs + 2);
  await record('https://a.test/1.mp4', { positionSeconds: 90 });
  const films = await recentFilms();
  expect(films.map(({ url, positionSeconds }) => [url, positionSeconds])).toEqual([
    ['https://a.test/1.mp4', 90],
    ['https://a.test/2.mp4', 70],
  ]);
  expect(await recentFilm('https://a.test/2.mp4')).toMatchObject({ ...progress, atMs: nowMs + 1 });
  await clearHistory();
  expect(await recentFilms()).toEqual([]);
  expect(browser.stored).toEqual({});
});

test('no password is stored, and a link without one is stored to the letter', async () => {
  const mirrors = ['http://eve:s3cret@Mirror.test/film.mp4'];
  await recordProgress({ url: 'https://bob:s3cret@a.test/x?y=%7e', mirrors, referrer: null }, progress);
  vi.setSystemTime(nowMs + 1);
  await record('HTTPS://A.test:443/film%7e.mp4?sig=a+b');
  expect(JSON.stringify(browser.stored)).not.toMatch(/s3cret|bob|eve/);
  const [plain, named] = await recentFilms();
  expect(plain!.url).toBe('HTTPS://A.test:443/film%7e.mp4?sig=a+b');
  expect(named).toMatchObject({ url: 'https://a.test/x?y=%7e', mirrors: ['http://mirror.test/film.mp4'] });
  expect(await recentFilm('https://bob:s3cret@a.test/x?y=%7e')).toEqual(named);
});

test('the film watched longest ago makes room', async () => {
  for (let i = 0; i <= filmsMax; i++) {
    vi.setSystemTime(nowMs + i);
    await record(`https://a.test/${i}.mp4`);
  }
  expect(await recentFilms()).toHaveLength(filmsMax);
  expect(await recentFilm('https://a.test/0.mp4')).toBe(null);
  expect(await recentFilm('https://a.test/1.mp4')).not.toBe(null);
});

test('two players that record at the same time lose neither film', async () => {
  await Promise.all([record('https://a.test/1.mp4'), record('https://a.test/2.mp4')]);
  expect(await recentFilms()).toHaveLength(2);
});

test('of the page a link was on, the site is kept and not which page of it', async () => {
  const referrer = 'https://bob:s3cret@a.test/list?t=1';
  await recordProgress({ ...request('https://a.test/1.mp4'), referrer }, progress);
  expect((await recentFilms())[0]!.referrer).toBe('https://a.test/');
});

test('nothing of a private window is written', async () => {
  browser.extension.inIncognitoContext = true;
  await record('https://a.test/1.mp4');
  expect(browser.writes).toBe(0);
});

test('a title or a link of absurd length takes no room', async () => {
  await record('https://a.test/1.mp4', { title: 'x'.repeat(1e6) });
  await record(`https://a.test/${'x'.repeat(1e6)}.mp4`);
  expect(JSON.stringify(browser.stored).length).toBeLessThan(1000);
  expect(await recentFilms()).toHaveLength(1);
});

test('of whatever was stored, only films that can be opened are told', () => {
  const film = { ...request('https://a.test/1.mp4'), ...progress, atMs: nowMs };
  const odd = fc.oneof(
    fc.anything(),
    fc.constantFrom(
      { ...film, url: 'javascript:alert(1)' },
      { ...film, url: 'https://' },
      { ...film, mirrors: ['file:///etc/passwd'] },
      { ...film, mirrors: 'https://a.test/' },
      { ...film, positionSeconds: Number.NaN },
      { ...film, durationSeconds: -1 },
      { ...film, title: 7 },
    ),
  );
  fc.assert(
    fc.property(fc.array(odd), (stored) => {
      expect(keptFilms([...stored, film])).toEqual([film]);
    }),
  );
  for (const nonsense of [undefined, null, 'films', { length: 1 }]) expect(keptFilms(nonsense)).toEqual([]);
});

describe('a film goes on where it was left', () => {
  test.each([
    { positionSeconds: 70, durationSeconds: 600, at: 70 },
    { positionSeconds: 9, durationSeconds: 600, at: null },
    { positionSeconds: 570, durationSeconds: 600, at: 570 },
    { positionSeconds: 581, durationSeconds: 600, at: null },
    { positionSeconds: 7000, durationSeconds: 7200, at: null },
    { positionSeconds: 6900, durationSeconds: 7200, at: 6900 },
  ])('$positionSeconds of $durationSeconds s: $at', ({ at, ...film }) => {
    expect(resumePosition(film)).toBe(at);
  });
});
