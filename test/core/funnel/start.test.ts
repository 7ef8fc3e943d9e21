import { describe, expect, test } from 'vitest';
import { byteRange } from '../../../src/core/bytes/range';
import { RangeSet } from '../../../src/core/bytes/range-set';
import type { ErrorCode } from '../../../src/core/errors';
import { tuning } from '../../../src/core/funnel/options';
import { link, ofType, rangesOf, ScriptedFunnel } from './scripted-funnel';
import { isAbsolute, isPlain } from './trouble';

const MB = 1024 * 1024;

const opened = (byteLength = 50 * MB) => new ScriptedFunnel(byteLength).open();
const startOf = ({ asked }: ScriptedFunnel['fetches'][number]) => ('start' in asked ? asked.start : NaN);

describe('at the start', () => {
  test('the head, its sequel and the tail are asked for at once', () => {
    const { fetches } = opened();
    expect(fetches.filter(({ asked }) => 'suffixLength' in asked)).toHaveLength(1);
    const pieces = rangesOf(fetches);
    const whole = new RangeSet(pieces);
    expect(whole.ranges).toEqual([byteRange(0, Math.max(...pieces.map(({ endExclusive }) => endExclusive)))]);
    expect(whole.byteLength).toBe(
      pieces.reduce((sum, { start, endExclusive }) => sum + endExclusive - start, 0),
    );
  });

  test('six go with cookies and six without, all to the address the viewer gave', () => {
    const { fetches } = opened();
    expect(fetches.filter(isPlain)).toHaveLength(6);
    expect(fetches.filter((fetch) => !isPlain(fetch))).toHaveLength(6);
    expect(new Set(fetches.map(({ url }) => url))).toEqual(new Set([link]));
  });

  test('the very first bytes go with cookies, as a browser would ask for them', () => {
    const [first] = opened().fetches;
    expect(first).toMatchObject({ credentials: 'include', asked: { start: 0 } });
  });

  test('the first answer says what the file is, and is told once', () => {
    const script = opened();
    const said = script.answer(script.fetches[0]!);
    expect(ofType(said, 'resource').map(({ resource }) => resource.byteLength)).toEqual([50 * MB]);
    expect(ofType(script.answer(script.fetches[2]!), 'resource')).toEqual(ofType(said, 'resource'));
    expect(script.funnel.status(0).byteLength).toBe(50 * MB);
  });

  test('the tail finds its place in the file', () => {
    const script = opened();
    script.answer(script.fetches[0]!);
    const tail = script.fetches.find(({ asked }) => 'suffixLength' in asked)!;
    script.answer(tail);
    script.finish(tail);
    expect(script.stored(50 * MB - 1)).toBe(true);
  });

  test('nothing is asked for beyond the end of the file, once it is known', () => {
    const script = opened(100);
    const before = script.fetches.length;
    script.answer(script.fetches[0]!);
    script.finish(script.fetches[0]!);
    for (const fetch of script.underWay) script.fail(fetch, 'http/range-invalid');
    expect(script.fetches.slice(before)).toEqual([]);
    expect(script.failure).toBeNull();
    expect(script.funnel.has(byteRange(0, 100))).toBe(true);
  });

  test('a first answer that is final ends it', () => {
    const script = opened();
    script.fail(script.fetches[0]!, 'http/gone');
    expect(script.failure).toBe('http/gone');
    expect(script.underWay).toEqual([]);
    expect(script.tell({ type: 'tick' })).toEqual([]);
    expect(script.need(byteRange(0, 10))).toEqual([]);
  });

  /** Every request fails at once, for so long or until it is given up. */
  const failing = (code: ErrorCode, seconds: number) => {
    const script = opened();
    while (script.nowMs < seconds * 1000 && !script.failure) {
      for (const fetch of script.underWay) script.fail(fetch, code);
      script.wait(1_000);
    }
    return script;
  };

  test.each(['network/unreachable', 'http/server', 'http/throttled'] as const)(
    'a server that says %s is asked again while it may be restarting, and given up when it is not',
    (code) => {
      const script = failing(code, 120);
      expect(script.failure).toBe(code);
      expect(script.nowMs).toBeGreaterThan(tuning.openingPatienceMs);
      expect(script.nowMs).toBeLessThan(2 * tuning.openingPatienceMs);
    },
  );

  test('a server that comes back is asked over all lanes', () => {
    const script = opened();
    while (script.nowMs < 10_000) {
      for (const fetch of script.underWay) script.fail(fetch, 'network/unreachable');
      script.wait(500);
    }
    script.flow(10_000, () => 100_000);
    script.play({ ranges: [byteRange(0, 20 * MB)], secondsFed: 0, bytesPerSecond: 5_000_000 });
    script.flow(1_000, () => 100_000);
    const { lanes } = script.funnel.status(script.nowMs);
    expect(lanes.map(({ state }) => state)).toEqual(['open', 'open']);
  });

  test('without a network nobody is given up', () => {
    expect(failing('network/offline', 120).failure).toBeNull();
  });
});

describe('the lane without cookies, at the start', () => {
  test('is not heard before the other; then what it has said counts, as it came', () => {
    const script = opened();
    const plain = script.fetches.find(isPlain)!;
    script.answer(plain);
    script.finish(plain);
    expect(script.stored(startOf(plain))).toBe(false);
    script.answer(script.fetches[0]!);
    expect(script.stored(startOf(plain))).toBe(true);
    expect(script.laneOf(plain).state).toBe('open');
  });

  test.each([
    ['another file', { validator: '"v2"' }],
    ['a file of another length', { byteLength: 50 * MB + 1 }],
  ])('is shut when it has sent %s: nothing of it is kept, all is asked again', (_, other) => {
    const script = opened();
    const lying = script.fetches.filter(isPlain);
    const otherFile = script.file.slice(0, MB).map((byte) => byte ^ 1);
    for (const fetch of lying) {
      script.answer(fetch, other);
      script.finish(fetch, otherFile);
    }
    const before = script.fetches.length;
    script.answer(script.fetches[0]!);
    script.flow(2_000, () => 1e6);
    const again = new RangeSet(rangesOf(script.fetches.slice(before)));
    for (const range of rangesOf(lying)) {
      expect(again.has(range) && script.funnel.has(range)).toBe(true);
    }
    expect(script.fetches.slice(before).some((fetch) => isPlain(fetch) && !isAbsolute(fetch))).toBe(false);
    expect(script.laneOf(lying[0]!).state).toBe('refused');
    expect(script.failure).toBeNull();
  });

  test.each(['http/expired', 'http/gone'] as const)('is shut when it is refused (%s)', (code) => {
    const script = opened();
    const plain = script.fetches.find(isPlain)!;
    script.answer(script.fetches[0]!);
    script.fail(plain, code);
    expect(script.laneOf(plain)).toMatchObject({ state: 'refused', reason: code });
    expect(script.failure).toBeNull();
  });

  test('is shut when it is never heard of, and others bring its bytes', () => {
    const script = opened();
    const silent = script.fetches.filter(isPlain);
    script.flow(60_000, (fetch) => (isPlain(fetch) ? null : 100_000));
    expect(script.laneOf(silent[0]!).state).toBe('refused');
    expect(silent.every((fetch) => script.stored(startOf(fetch)))).toBe(true);
  });

  test('has one request at a time more, once the file is known, until it is believed', () => {
    const script = opened();
    script.need(byteRange(0, 40 * MB));
    script.answer(script.fetches[0]!);
    for (const fetch of script.fetches.filter(isPlain)) script.fail(fetch, 'network/reset');
    const plain = () => script.underWay.filter((fetch) => isPlain(fetch) && !isAbsolute(fetch));
    script.wait(tuning.retryDelayMaxMs);
    expect(plain().length).toBeLessThanOrEqual(1);
  });
});

describe('the absolute name of the host', { timeout: 60_000 }, () => {
  /** Everything but the absolute name is answered; two dozen connections are wanted. */
  function wanting() {
    const script = new ScriptedFunnel(50 * MB, { options: { connections: 24 } }).open();
    script.play({ ranges: [byteRange(0, 40 * MB)], bytesPerSecond: 5_000_000 });
    script.answer(script.fetches[0]!);
    return { script, absolute: script.fetches.filter(isAbsolute) };
  }

  test('is the name given with a dot after it, nothing else changed', () => {
    const url = 'https://cdn.example:8443/a%2Fb?sig=x%2By#t=1';
    const script = new ScriptedFunnel(50 * MB, { urls: [url], options: { connections: 24 } }).open();
    const absolute = 'https://cdn.example.:8443/a%2Fb?sig=x%2By#t=1';
    expect(script.fetches.filter((fetch) => fetch.url === url)).toHaveLength(12);
    expect(script.fetches.filter((fetch) => fetch.url === absolute)).toHaveLength(12);
  });

  test.each(['http/expired', 'http/gone', 'network/unreachable'] as const)(
    'is given up after one %s',
    (code) => {
      const { script, absolute } = wanting();
      for (const fetch of absolute) script.fail(fetch, code);
      const before = script.fetches.length;
      script.flow(10_000, (fetch) => (isAbsolute(fetch) ? null : 100_000));
      expect(script.fetches.slice(before).some(isAbsolute)).toBe(false);
      expect(script.failure).toBeNull();
    },
  );

  test('is given up with the first answer that speaks of another file', () => {
    const { script, absolute } = wanting();
    const lying = absolute.find((fetch) => !isPlain(fetch))!;
    script.answer(lying, { validator: '"v2"' });
    expect(script.laneOf(lying).state).toBe('refused');
  });

  test('brings nothing of another file in any case', () => {
    const { script } = wanting();
    script.resourceOf = (fetch) => (isAbsolute(fetch) ? { validator: '"v2"' } : {});
    script.flow(20_000, () => 100_000);
    const absolute = script.funnel.status(script.nowMs).lanes.filter(({ host }) => host.endsWith('.'));
    expect(absolute.map(({ state }) => state)).toEqual(['refused', 'refused']);
    expect(script.failure).toBeNull();
    expect(script.funnel.has(byteRange(0, 10 * MB))).toBe(true);
  });
});
