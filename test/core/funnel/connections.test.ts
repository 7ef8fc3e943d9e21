import { describe, expect, test } from 'vitest';
import { byteRange } from '../../../src/core/bytes/range';
import { tuning } from '../../../src/core/funnel/options';
import { link, ofType, ScriptedFunnel } from './scripted-funnel';
import { allOf, isAbsolute, isPlain, onLanes } from './trouble';
import { filmOf, WatchedPlayer } from './watched-player';

const MB = 1024 * 1024;
const usualRate = 100_000;
/** Twelve connections of 100 KB/s bring this film, twelve of them do not bring that one. */
const modest = filmOf(500_000);
const large = filmOf(1_800_000);

/** For what plays a minute of film. */
const patience = { timeout: 60_000 };

describe('as many connections as the film needs', patience, () => {
  test('twelve, all by the name that was given, where those bring it', () => {
    const watched = new WatchedPlayer({ film: modest }).pass(30_000);
    expect(watched.fetches.some(isAbsolute)).toBe(false);
    expect(watched.mostUnderWay).toBeLessThanOrEqual(12);
    expect(watched.learned).toEqual([]);
    expect(watched.player.stalledMs).toBe(0);
  });

  test('more, by the absolute name, where each brings something: that is learned', () => {
    const watched = new WatchedPlayer({ film: large }).pass(40_000);
    expect(watched.fetches.some(isAbsolute)).toBe(true);
    expect(watched.learned.at(-1)).toBe(24);
    const { storedBytes } = watched;
    watched.pass(10_000);
    expect((watched.storedBytes - storedBytes) / 10).toBeGreaterThan(1.5 * 12 * usualRate);
  });

  test('twelve again where more brought nothing: that is learned too', () => {
    const watched = new WatchedPlayer({ film: large, network: { hostBytesPerSecond: 1_200_000 } }).pass(
      30_000,
    );
    expect(watched.learned).toEqual([12]);
    watched.pass(20_000);
    expect(watched.mostUnderWay).toBeLessThanOrEqual(12);
  });

  test('twelve where the host does without its absolute name', () => {
    const faultOf = onLanes(isAbsolute, { kind: 'status', status: 403 })(() => 0);
    const watched = new WatchedPlayer({ film: large, faultOf }).pass(40_000);
    expect(watched.mostUnderWay).toBeGreaterThan(12);
    watched.pass(10_000);
    expect(watched.fetches.some(isAbsolute)).toBe(false);
    expect(watched.player.run.failure).toBeNull();
  });

  test('twelve by its absolute name where it does without cookie-less requests', () => {
    const forbidden = { kind: 'status', status: 403 } as const;
    const faultOf = onLanes(isPlain, forbidden)(() => 0);
    const watched = new WatchedPlayer({ film: large, faultOf }).pass(10_000).pass(5_000);
    expect(watched.fetches.filter(isPlain).length).toBeLessThanOrEqual(1);
    expect(watched.fetches.some(isAbsolute)).toBe(true);
    const both = allOf(onLanes(isPlain, forbidden), onLanes(isAbsolute, forbidden))(() => 0);
    const six = new WatchedPlayer({ film: large, faultOf: both }).pass(10_000).pass(5_000);
    expect(six.mostUnderWay).toBeLessThanOrEqual(6);
    expect(six.player.run.failure).toBeNull();
  });

  test('only as many as keep it ahead, once it is far ahead', () => {
    const watched = new WatchedPlayer({ film: filmOf(150_000) }).pass(30_000);
    expect(watched.mostUnderWay).toBe(12);
    watched.pass(30_000);
    expect(watched.fetches.length).toBeGreaterThan(0);
    expect(watched.mostUnderWay).toBeLessThanOrEqual(4);
    expect(watched.player.stalledMs).toBe(0);
  });

  test('all of them again after a seek', () => {
    const watched = new WatchedPlayer({ film: filmOf(150_000) }).pass(60_000);
    watched.player.seek(400);
    watched.pass(1_000);
    expect(watched.mostUnderWay).toBeGreaterThanOrEqual(10);
  });
});

describe('HTTP/2', patience, () => {
  test('carries more requests by the name that was given, and needs no other', () => {
    const watched = new WatchedPlayer({ film: large, network: { protocol: 'h2' } }).pass(40_000);
    expect(watched.learned.at(-1)).toBe(24);
    expect(watched.fetches.some(isAbsolute)).toBe(false);
    const { storedBytes } = watched;
    watched.pass(10_000);
    expect((watched.storedBytes - storedBytes) / 10).toBeGreaterThan(1.5 * 12 * usualRate);
  });
});

describe('connections the viewer sets', patience, () => {
  test.each([1, 2, 4, 12, 20, 24])('%i: so many and no more, from the first request on', (connections) => {
    const watched = new WatchedPlayer({ film: large, options: { connections } });
    watched.pass(10_000);
    expect(watched.mostUnderWay).toBe(connections);
    expect(watched.learned).toEqual([]);
  });

  test('hold at once when they change', () => {
    const script = new ScriptedFunnel(50 * MB, { options: { connections: 4 } }).open();
    script.play({ ranges: [byteRange(0, 40 * MB)], bytesPerSecond: 2_000_000 });
    script.flow(2_000, () => usualRate);
    expect(script.underWay).toHaveLength(4);
    script.choose({ connections: 10 });
    // A lane that was not used yet is tried with one request first.
    expect(script.underWay.length).toBeGreaterThan(6);
    script.flow(2_000, () => usualRate);
    expect(script.underWay).toHaveLength(10);
    script.choose({ connections: 2 });
    const before = script.fetches.length;
    for (const fetch of script.underWay.slice(0, 8)) {
      script.answer(fetch);
      script.finish(fetch);
    }
    expect(script.fetches.length).toBe(before);
    expect(script.underWay).toHaveLength(2);
    script.choose({ connections: 'auto' });
    expect(script.underWay).toHaveLength(12);
  });

  test('are not exceeded by mirrors', () => {
    const urls = [link, 'https://mirror.example/film'];
    const script = new ScriptedFunnel(50 * MB, { urls, options: { connections: 5 } }).open();
    script.play({ ranges: [byteRange(0, 40 * MB)], bytesPerSecond: 2_000_000 });
    // The one request that shows what the mirror has is over by then.
    script.flow(5_000, () => usualRate);
    expect(script.fetches.some(({ url }) => url === urls[1])).toBe(true);
    for (let step = 0; step < 50; step++) {
      script.flow(50, () => usualRate);
      expect(script.underWay.length).toBeLessThanOrEqual(5);
    }
  });
});

describe('players in other tabs', () => {
  test('leave a lane its share', () => {
    const script = new ScriptedFunnel(50 * MB);
    script.tell({ type: 'share', share: 0.5 });
    script.open();
    expect(script.fetches.filter(isPlain)).toHaveLength(3);
    expect(script.fetches).toHaveLength(6);
  });

  test('leave the smallest share one connection', () => {
    const script = new ScriptedFunnel(50 * MB);
    script.tell({ type: 'share', share: 0.01 });
    script.open();
    script.answer(script.fetches[0]!);
    script.flow(5_000, () => usualRate);
    expect(script.funnel.has(byteRange(0, 200_000))).toBe(true);
    expect(script.underWay.length).toBeLessThanOrEqual(1);
  });

  test('give back what they had when they are gone', () => {
    const script = new ScriptedFunnel(50 * MB);
    script.tell({ type: 'share', share: 0.25 });
    script.open();
    script.play({ ranges: [byteRange(0, 40 * MB)], bytesPerSecond: 2_000_000 });
    script.flow(1_000, () => usualRate);
    expect(script.underWay).toHaveLength(3);
    script.tell({ type: 'share', share: 1 });
    expect(script.underWay).toHaveLength(12);
  });
});

describe('what was of use the last time', () => {
  const recalled = (connections: number, host = 'cdn.example') => {
    const script = new ScriptedFunnel(50 * MB);
    script.tell({ type: 'recalled', host, connections });
    return script.open();
  };

  test('is begun with: few where the host stood few', () => {
    expect(recalled(4).fetches).toHaveLength(4);
  });

  test('more where more were of use', () => {
    const { fetches } = recalled(18);
    expect(fetches).toHaveLength(18);
    expect(fetches.filter(isAbsolute)).toHaveLength(6);
  });

  test('is not believed to the last: more than one is tried, and no more than there may be', () => {
    expect(recalled(1).fetches.length).toBe(tuning.recalledMin);
    expect(recalled(1_000).fetches.length).toBe(tuning.connectionsMax);
  });

  test('of another host says nothing', () => {
    expect(recalled(4, 'other.example').fetches).toHaveLength(12);
  });

  test('says nothing against what the viewer wants', () => {
    const script = new ScriptedFunnel(50 * MB, { options: { connections: 8 } });
    script.tell({ type: 'recalled', host: 'cdn.example', connections: 3 });
    expect(script.open().fetches).toHaveLength(8);
  });

  test('says nothing against an objection of today', () => {
    const script = new ScriptedFunnel(50 * MB).open();
    script.answer(script.fetches[0]!);
    script.fail(script.fetches[4]!, 'http/throttled');
    script.tell({ type: 'recalled', host: 'cdn.example', connections: 24 });
    script.flow(1_000, () => usualRate);
    expect(script.underWay.length).toBeLessThan(12);
  });

  test.fails('is kept under the name by which it will be looked up, wherever the link leads', () => {
    const script = new ScriptedFunnel(50 * MB).open();
    script.answer(script.fetches[0]!, { url: 'https://edge7.cdn.example/film' });
    script.fail(script.fetches[4]!, 'http/throttled');
    const [learned] = ofType(script.said, 'learned');
    const next = new ScriptedFunnel(50 * MB);
    next.tell({ ...learned!, type: 'recalled' });
    expect(next.open().fetches).toHaveLength(learned!.connections);
  });
});
