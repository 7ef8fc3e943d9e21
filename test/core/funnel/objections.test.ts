import { describe, expect, test } from 'vitest';
import { byteRange } from '../../../src/core/bytes/range';
import { tuning } from '../../../src/core/funnel/options';
import { link, ofType, ScriptedFunnel } from './scripted-funnel';
import { stormy } from './trouble';
import { filmOf, WatchedPlayer } from './watched-player';

const MB = 1024 * 1024;
const usualRate = 100_000;
/** For what plays a minute of film. */
const patience = { timeout: 60_000 };

/** Twelve requests that are being answered, and always something more to ask for. */
function busy(urls = [link]): ScriptedFunnel {
  const script = new ScriptedFunnel(50 * MB, { urls }).open();
  script.play({ ranges: [byteRange(0, 40 * MB)], bytesPerSecond: 1_000_000 });
  script.flow(2_000, () => usualRate);
  return script;
}

/** The most requests under way at once while time passes. */
function mostUnderWay(script: ScriptedFunnel, ms: number): number {
  let most = 0;
  for (const untilMs = script.nowMs + ms; script.nowMs < untilMs; ) {
    script.flow(50, () => usualRate);
    most = Math.max(most, script.underWay.length);
  }
  return most;
}

const learnedBy = (script: ScriptedFunnel) => ofType(script.said, 'learned');

describe('a server that is too busy', patience, () => {
  test('has half as many requests to answer from then on', () => {
    const script = busy();
    const served = script.underWay.length - 1;
    script.fail(script.underWay[3]!, 'http/throttled');
    // What it answers at once is remembered for the next film, which is not to begin with half of that.
    expect(learnedBy(script)).toEqual([{ type: 'learned', host: 'cdn.example', connections: served }]);
    for (const fetch of script.underWay.slice(0, served - 1)) {
      script.answer(fetch);
      script.finish(fetch);
    }
    expect(script.underWay.length).toBeLessThanOrEqual(Math.ceil(served / 2));
  });

  test('is asked more and more again, soon as much as it could answer', () => {
    const script = busy();
    script.fail(script.underWay[3]!, 'http/throttled');
    expect(mostUnderWay(script, 15_000)).toBeGreaterThanOrEqual(11);
  });

  test('gets no more for as long as it has named, though it goes on answering', () => {
    const script = busy();
    script.fail(script.underWay[3]!, 'http/throttled', 20_000);
    mostUnderWay(script, 5_000);
    expect(mostUnderWay(script, 14_000)).toBeLessThanOrEqual(6);
    expect(mostUnderWay(script, 15_000)).toBeGreaterThan(6);
  });

  test('gets no request at all before the time it named, when nothing flows', () => {
    const script = new ScriptedFunnel(50 * MB).open();
    const burst = script.fetches.length;
    for (const fetch of [...script.fetches]) script.fail(fetch, 'http/throttled', 20_000);
    script.wait(19_999);
    expect(script.fetches.length).toBe(burst);
    script.wait(1);
    expect(script.fetches.length).toBeGreaterThan(burst);
  });

  test('is not stormed again as soon as a request it had let in brings bytes', () => {
    const script = new ScriptedFunnel(50 * MB).open();
    const [first, second, ...others] = script.fetches;
    for (const fetch of others) script.fail(fetch, 'http/throttled', 20_000);
    const before = script.fetches.length;
    script.answer(first!);
    script.bytes(first!, 1_000);
    script.answer(second!);
    script.nowMs += 1_000;
    script.bytes(first!, 1_000);
    // It refused ten and serves two: more than two in their place is the same storm again.
    expect(script.fetches.length - before).toBeLessThanOrEqual(2);
  });

  test('may name a time no timer reaches: the page still wakes before', () => {
    const script = new ScriptedFunnel(50 * MB).open();
    for (const fetch of [...script.fetches]) script.fail(fetch, 'http/throttled', 365 * 86_400_000);
    // The waits of the single pieces are over by then.
    for (script.nowMs = 60_000; script.nowMs <= 180_000; script.nowMs += 60_000)
      script.tell({ type: 'tick' });
    const wakeAtMs = script.funnel.wakeAtMs(script.nowMs);
    // setTimeout takes 31 bits of milliseconds, and rings at once for more.
    expect(wakeAtMs).not.toBeNull();
    expect(wakeAtMs! - script.nowMs).toBeLessThan(2 ** 31);
  });

  test('at the opening for a second holds the film up hardly longer', () => {
    const faultOf = stormy([{ fromMs: 0, untilMs: 1_000, retryAfterSeconds: 1 }])(() => 0);
    const { player } = new WatchedPlayer({ film: filmOf(500_000), faultOf });
    player.time.run(20_000, () => player.visits[0]!.frameAtMs !== null);
    expect(player.time.nowMs).toBeLessThan(4_000);
  });

  test('for two seconds is forgotten half a minute later', () => {
    const faultOf = stormy([{ fromMs: 10_000, untilMs: 12_000 }])(() => 0);
    const film = filmOf(1_800_000);
    const watched = new WatchedPlayer({ film, options: { connections: 12 }, faultOf }).pass(40_000);
    const { storedBytes } = watched;
    watched.pass(10_000);
    expect((watched.storedBytes - storedBytes) / 10).toBeGreaterThan(0.9 * 12 * usualRate);
  });
});

describe('a server that lets no more in', patience, () => {
  test.each(['unreachable', 'status 503'] as const)('is soon known to take eight, by %s', (beyondMax) => {
    const network = { connectionsMax: 8, beyondMax };
    const watched = new WatchedPlayer({ film: filmOf(1_500_000), network }).pass(10_000);
    const { storedBytes } = watched;
    watched.pass(30_000);
    // Nearly all that eight bring.
    expect((watched.storedBytes - storedBytes) / 30).toBeGreaterThan(0.9 * 8 * usualRate);
    expect(watched.learned.at(-1)).toBeLessThanOrEqual(8);
    expect(watched.player.run.failure).toBeNull();
  });

  test('is asked for more ever less often', () => {
    const network = { connectionsMax: 8, beyondMax: 'status 503' } as const;
    const watched = new WatchedPlayer({ film: filmOf(1_500_000), network }).pass(20_000);
    const early = watched.learned.length;
    watched.pass(40_000);
    // Twice the time, and fewer objections to it.
    expect(watched.learned.length - early).toBeLessThan(early);
  });

  test('goes on with those it serves', () => {
    const script = busy();
    const served = script.underWay.slice(0, 4);
    for (const fetch of script.underWay.slice(4)) script.fail(fetch, 'network/unreachable');
    expect(script.underWay).toEqual(served);
    expect(learnedBy(script).at(-1)?.connections).toBe(4);
    expect(mostUnderWay(script, tuning.recoveryMs)).toBeLessThanOrEqual(5);
  });
});

test('what one host objects to is not held against another', () => {
  const mirror = 'https://mirror.example/film';
  const script = busy([link, mirror]);
  const isMirror = ({ url }: { url: string }) => url.includes('mirror.example');
  script.flow(2_000, () => usualRate);
  const ofLink = script.underWay.filter((fetch) => !isMirror(fetch)).length;
  for (const fetch of script.underWay.filter(isMirror).slice(2)) script.fail(fetch, 'http/throttled');
  expect(learnedBy(script).at(-1)).toMatchObject({ host: 'mirror.example' });
  script.flow(1_000, () => usualRate);
  expect(script.underWay.filter((fetch) => !isMirror(fetch)).length).toBeGreaterThanOrEqual(ofLink);
});
