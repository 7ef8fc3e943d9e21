import { describe, expect, test } from 'vitest';
import { byteRange } from '../../../src/core/bytes/range';
import { RangeSet } from '../../../src/core/bytes/range-set';
import { tuning } from '../../../src/core/funnel/options';
import { laneName, serverOf } from './lane-name';
import { link, ofType, placeOf, rangesOf, ScriptedFunnel } from './scripted-funnel';
import type { FetchCommand } from './simulated-network';

const MB = 1024 * 1024;
const mirror = 'https://mirror.example/film';
const isMirror = ({ url }: FetchCommand) => serverOf(url) === 'mirror.example';
const isLink = ({ url }: FetchCommand) => serverOf(url) === 'cdn.example';
const usualRate = 100_000;
/** A film that needs all that comes. */
const hungry = { ranges: [byteRange(0, 20 * MB)], secondsFed: 0, bytesPerSecond: 5_000_000 };

/** A funnel with a mirror that it is about to ask what it has. */
function probing() {
  const script = new ScriptedFunnel(50 * MB, { urls: [link, mirror] }).open();
  script.flow(2_000, (fetch) => (isMirror(fetch) ? null : usualRate));
  return { script, probe: script.underWay.find(isMirror)! };
}

/** A funnel whose mirror is believed. */
function mirrored() {
  const { script, probe } = probing();
  script.answer(probe);
  script.play(hungry);
  return script;
}

const otherBytes = (script: ScriptedFunnel) => script.file.slice(0, MB).map((byte) => byte ^ 1);

/** For what plays a minute of film. */
const patience = { timeout: 60_000 };

describe('a mirror', patience, () => {
  test('is asked for its first bytes, once those of the link are there, and for nothing else', () => {
    const script = new ScriptedFunnel(50 * MB, { urls: [link, mirror] }).open();
    const first = byteRange(0, 64 * 1024);
    while (!script.funnel.has(first)) {
      expect(script.fetches.filter(isMirror)).toEqual([]);
      script.flow(25, () => usualRate);
    }
    script.flow(1_000, (fetch) => (isMirror(fetch) ? null : usualRate));
    expect(script.fetches.filter(isMirror)).toMatchObject([
      { url: mirror, asked: first, credentials: 'include' },
    ]);
  });

  test('is asked even where nobody needs the first bytes of the link', () => {
    const script = new ScriptedFunnel(50 * MB, { urls: [link, mirror] }).open();
    script.answer(script.fetches[0]!);
    script.need(byteRange(30 * MB, 40 * MB));
    script.flow(60_000, (fetch) => (isMirror(fetch) ? null : 1_000_000));
    expect(script.fetches.some(isMirror)).toBe(true);
  });

  test('of the same length and validator is believed at once, and its connections come to the others', () => {
    const { script, probe } = probing();
    const said = script.answer(probe);
    expect(ofType(said, 'cancel')).toEqual([{ type: 'cancel', requestId: probe.requestId }]);
    script.play(hungry);
    expect(script.underWay.filter(isMirror).length).toBeGreaterThanOrEqual(6);
    expect(script.underWay.length).toBeGreaterThan(12);
    script.flow(2_000, () => usualRate);
    expect(script.laneOf(script.underWay.find(isMirror)!).state).toBe('open');
  });

  test.each([null, '"mirror"'])(
    'of validator %s is believed when its first bytes are the same',
    (validator) => {
      const { script, probe } = probing();
      script.resourceOf = (fetch) => (isMirror(fetch) ? { validator } : {});
      script.play(hungry);
      script.answer(probe);
      expect(script.underWay.filter(isMirror)).toEqual([probe]);
      script.bytes(probe, 64 * 1024 - 1);
      expect(script.underWay.filter(isMirror)).toEqual([probe]);
      script.finish(probe);
      expect(script.underWay.filter(isMirror).length).toBeGreaterThanOrEqual(6);
      script.flow(5_000, () => usualRate);
      expect(script.funnel.status(script.nowMs).lanes.every(({ state }) => state === 'open')).toBe(true);
      expect(script.failure).toBeNull();
    },
  );

  test('of another length is asked no more', () => {
    const { script, probe } = probing();
    script.answer(probe, { byteLength: 50 * MB - 1 });
    script.play(hungry);
    script.flow(20_000, () => usualRate);
    expect(script.fetches.filter(isMirror)).toEqual([probe]);
    expect(script.laneOf(probe).state).toBe('refused');
    expect(script.failure).toBeNull();
  });

  test('of other bytes is asked no more, and none of them is kept', () => {
    const { script, probe } = probing();
    script.answer(probe, { validator: null });
    script.finish(probe, otherBytes(script));
    script.play(hungry);
    script.flow(20_000, () => usualRate);
    expect(script.fetches.filter(isMirror)).toEqual([probe]);
    expect(script.laneOf(probe).state).toBe('refused');
  });

  test('that cannot be reached is asked again later, a few times', () => {
    const script = new ScriptedFunnel(50 * MB, { urls: [link, mirror] }).open();
    script.play(hungry);
    const askedAtMs: number[] = [];
    for (let second = 0; second < 120; second++) {
      script.flow(500, (fetch) => (isMirror(fetch) ? null : usualRate));
      for (const fetch of script.underWay.filter(isMirror)) {
        askedAtMs.push(script.nowMs);
        script.fail(fetch, 'network/unreachable');
      }
    }
    expect(askedAtMs).toHaveLength(tuning.failuresBeforeFirstAnswer);
    expect(script.failure).toBeNull();
  });

  test('that refuses is asked no more', () => {
    const { script, probe } = probing();
    script.fail(probe, 'http/expired');
    script.play(hungry);
    script.flow(20_000, () => usualRate);
    expect(script.fetches.filter(isMirror)).toEqual([probe]);
    expect(script.laneOf(probe)).toMatchObject({ state: 'refused', reason: 'http/expired' });
  });

  test('that turns out to have another file is asked no more, and its pieces come from the link', () => {
    const script = mirrored();
    script.flow(1_000, () => usualRate);
    const asked = script.underWay.filter(isMirror);
    const lost = asked.map((fetch) => placeOf(fetch, 50 * MB));
    script.resourceOf = (fetch) => (isMirror(fetch) ? { validator: '"v2"' } : {});
    for (const fetch of asked) script.answer(fetch);
    const before = script.fetches.length;
    script.flow(30_000, (fetch) => (isMirror(fetch) ? null : usualRate));
    expect(script.fetches.slice(before).some(isMirror)).toBe(false);
    expect(lost.every((range) => script.funnel.has(range))).toBe(true);
    expect(script.failure).toBeNull();
  });
});

describe('the link failing for good', patience, () => {
  /** The link is gone, and all that asks for it learns so within a moment. */
  function goOn(script: ScriptedFunnel, ms: number): void {
    for (const untilMs = script.nowMs + ms; script.nowMs < untilMs; ) {
      for (const fetch of script.underWay.filter(isLink)) script.fail(fetch, 'http/gone');
      script.flow(50, (fetch) => (isMirror(fetch) ? usualRate : null));
    }
  }

  test('ends nothing while there is a mirror', () => {
    const script = mirrored();
    script.flow(1_000, () => usualRate);
    const { storedBytes } = script.funnel.status(script.nowMs);
    goOn(script, 10_000);
    expect(script.failure).toBeNull();
    expect(script.funnel.status(script.nowMs).storedBytes).toBeGreaterThan(storedBytes + 4 * MB);
  });

  test('lets the film play on from the mirror, at its speed', () => {
    const script = mirrored();
    script.flow(1_000, () => usualRate);
    goOn(script, 10_000);
    // Twelve connections bring 12 MB meanwhile.
    expect(script.funnel.has(byteRange(0, 8 * MB))).toBe(true);
  });

  test('is asked no more while the mirror brings the film', () => {
    const script = mirrored();
    script.flow(1_000, () => usualRate);
    goOn(script, 10_000);
    const before = script.fetches.length;
    goOn(script, 20_000);
    expect(script.fetches.slice(before).filter(isLink)).toEqual([]);
  });

  test('and then the mirror too asks for a fresh link', () => {
    const script = mirrored();
    script.tell({ type: 'link-lost' });
    script.tell({ type: 'link-back' });
    for (const isIt of [isLink, isMirror]) {
      for (let second = 0; second < 60; second++) {
        for (const fetch of script.underWay.filter(isIt)) script.fail(fetch, 'http/gone');
        script.wait(1_000);
      }
    }
    expect(script.deadLink).toBe('http/gone');
  });

  test('without a mirror that is believed asks for a fresh link', () => {
    const { script } = probing();
    script.play(hungry);
    for (let second = 0; second < 60 && !script.deadLink; second++) {
      for (const fetch of script.underWay) script.fail(fetch, 'http/gone');
      script.wait(1_000);
    }
    expect(script.deadLink).toBe('http/gone');
  });
});

describe('a link that redirects now to one host and now to another', patience, () => {
  function redirected() {
    const script = new ScriptedFunnel(50 * MB).open();
    const hostOfRequest = ({ requestId }: FetchCommand) => (requestId % 2 === 0 ? 'two' : 'one');
    script.resourceOf = (fetch) =>
      isLink(fetch) ? { url: `https://${hostOfRequest(fetch)}.example/film?sig=%2B` } : {};
    script.play(hungry);
    return script;
  }

  test('is fetched from both, each by the address it led to, to the letter', () => {
    const script = redirected();
    script.flow(3_000, () => usualRate);
    const asked = new Set(script.underWay.map(({ url }) => url));
    expect(asked).toContain('https://one.example/film?sig=%2B');
    expect(asked).toContain('https://two.example/film?sig=%2B');
    expect(script.underWay.length).toBeGreaterThan(12);
  });

  test('is played on from one when the other has another file', () => {
    const script = redirected();
    script.resourceOf = (fetch) =>
      isLink(fetch)
        ? fetch.requestId % 2 === 0
          ? { url: 'https://two.example/film', validator: '"v2"' }
          : { url: 'https://one.example/film' }
        : {};
    script.flow(5_000, () => usualRate);
    expect(script.fetches.some(({ url }) => serverOf(url) === 'two.example')).toBe(false);
    expect(script.funnel.has(byteRange(0, 2 * MB))).toBe(true);
    expect(script.failure).toBeNull();
  });

  test('never has more than six requests at once by one name and credentials mode', () => {
    const script = redirected();
    script.flow(2_000, () => usualRate);
    // From now on the link leads to the second host alone.
    script.resourceOf = (fetch) => (isLink(fetch) ? { url: 'https://two.example/film?sig=%2B' } : {});
    const most = new Map<string, number>();
    for (let step = 0; step < 200; step++) {
      for (const fetch of script.underWay.filter(({ url }) => serverOf(url) === 'one.example')) {
        script.fail(fetch, 'network/truncated');
      }
      script.flow(50, () => usualRate);
      for (const fetch of script.underWay) {
        const name = laneName(fetch);
        const count = script.underWay.filter((other) => laneName(other) === name).length;
        most.set(name, Math.max(most.get(name) ?? 0, count));
      }
    }
    expect(Math.max(...most.values())).toBeLessThanOrEqual(6);
  });
});

test('two mirrors in all: what one lacks the others bring, no byte twice', patience, () => {
  const third = 'https://third.example/film';
  const script = new ScriptedFunnel(50 * MB, { urls: [link, mirror, third] }).open();
  script.play(hungry);
  script.flow(10_000, (fetch) => (isLink(fetch) ? 50_000 : usualRate));
  const hosts = new Set(script.fetches.map(({ url }) => serverOf(url)));
  expect(hosts).toEqual(new Set(['cdn.example', 'mirror.example', 'third.example']));
  expect(script.underWay.length).toBeLessThanOrEqual(tuning.connectionsMax);
  const asked = rangesOf(script.underWay);
  const sum = asked.reduce((bytes, { start, endExclusive }) => bytes + endExclusive - start, 0);
  expect(new RangeSet(asked).byteLength).toBe(sum);
});
