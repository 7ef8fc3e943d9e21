import { describe, expect, test } from 'vitest';
import { byteRange } from '../../../src/core/bytes/range';
import { ofType, ScriptedFunnel } from './scripted-funnel';

const MB = 1024 * 1024;

/** A funnel that has its first answer. */
function answered(byteLength = 50 * MB): ScriptedFunnel {
  const script = new ScriptedFunnel(byteLength).open();
  script.nowMs = 100;
  script.answer(script.fetches[0]!);
  return script;
}

describe('at the start', () => {
  test('the head, its sequel and the tail are asked for at once', () => {
    const { fetches } = new ScriptedFunnel(50 * MB).open();
    expect(fetches[0]!.asked).toMatchObject({ start: 0 });
    expect(fetches.some(({ asked }) => 'suffixLength' in asked)).toBe(true);
    expect(fetches.filter(({ lane }) => lane === 'cookies')).toHaveLength(6);
    expect(fetches.filter(({ lane }) => lane === 'plain')).toHaveLength(1);
    expect(fetches.every(({ fromOriginal }) => fromOriginal)).toBe(true);
  });

  test('nothing is asked for beyond the end of the file, once it is known', () => {
    const script = new ScriptedFunnel(100).open();
    const before = script.fetches.length;
    script.answer(script.fetches[0]!);
    script.finish({ ...script.fetches[0]!, asked: byteRange(0, 100) });
    script.fail(script.fetches[2]!, 'http/range-invalid');
    expect(script.fetches.slice(before).map(({ asked }) => asked)).toEqual([]);
    expect(ofType(script.said, 'fail')).toEqual([]);
  });

  test('a lane that said the same before the first answer is believed after it, its bytes kept', () => {
    const script = new ScriptedFunnel(50 * MB).open();
    const plain = script.fetches.find(({ lane }) => lane === 'plain')!;
    script.answer(plain);
    script.finish(plain);
    expect(script.stored((plain.asked as { start: number }).start)).toBe(false);
    script.answer(script.fetches[0]!);
    expect(script.stored((plain.asked as { start: number }).start)).toBe(true);
    expect(script.fetches.filter(({ lane }) => lane === 'plain').length).toBeGreaterThan(5);
  });

  test('a first answer that is final ends it', () => {
    const script = new ScriptedFunnel(50 * MB).open();
    const said = script.fail(script.fetches[0]!, 'http/gone');
    expect(ofType(said, 'fail')[0]?.error.code).toBe('http/gone');
    expect(script.tell({ type: 'tick' })).toEqual([]);
    expect(script.need(byteRange(0, 10))).toEqual([]);
  });

  test('a server that cannot be reached is given up after four tries', () => {
    const script = new ScriptedFunnel(50 * MB).open();
    for (let round = 0; round < 60 && ofType(script.said, 'fail').length === 0; round++) {
      for (const fetch of script.fetches.splice(0)) script.fail(fetch, 'network/unreachable');
      script.nowMs = script.funnel.wakeAtMs(script.nowMs) ?? script.nowMs;
      script.tell({ type: 'tick' });
    }
    expect(ofType(script.said, 'fail')[0]?.error.code).toBe('network/unreachable');
    expect(script.nowMs).toBeGreaterThan(3_000);
    expect(script.nowMs).toBeLessThan(15_000);
  });
});

describe('never mix files', () => {
  test('another length over the lane that speaks for the file ends it', () => {
    const script = answered();
    const said = script.answer(script.fetches[2]!, { byteLength: 50 * MB + 1 });
    expect(ofType(said, 'fail')[0]?.error.code).toBe('resource/changed');
  });

  test('a validator that one answer lacked is learned from the next', () => {
    const script = new ScriptedFunnel(50 * MB).open();
    script.answer(script.fetches[0]!, { validator: null });
    const before = script.fetches.length;
    script.finish(script.fetches[0]!);
    script.finish(script.fetches[2]!);
    const [next, nextButOne] = script.fetches.slice(before);
    script.answer(next!, { validator: '"v1"' });
    const said = script.answer(nextButOne!, { validator: '"v2"' });
    expect(ofType(said, 'fail')[0]?.error.code).toBe('resource/changed');
  });

  test('a validator once known is not forgotten for an answer that lacks it', () => {
    const script = new ScriptedFunnel(50 * MB).open();
    script.answer(script.fetches[0]!, { validator: '"v1"' });
    script.answer(script.fetches[2]!, { validator: null });
    const said = script.answer(script.fetches[3]!, { validator: '"v2"' });
    expect(ofType(said, 'fail')[0]?.error.code).toBe('resource/changed');
  });

  test('more bytes than asked are not believed', () => {
    const script = answered();
    const [first] = script.fetches;
    const said = script.tell({ type: 'bytes', requestId: first!.requestId, bytes: new Uint8Array(MB) });
    expect(ofType(said, 'store')).toEqual([]);
    expect(ofType(said, 'cancel').map(({ requestId }) => requestId)).toEqual([first!.requestId]);
  });
});

describe('what breaks off', () => {
  test('is asked for again exactly where it stopped, from the original address, after a wait', () => {
    const script = answered();
    const [first] = script.fetches;
    script.bytes(first!, 0, 5_000);
    const before = script.fetches.length;
    script.fail(first!, 'network/reset');
    const startsAgain = () =>
      script.fetches.slice(before).find(({ asked }) => 'start' in asked && asked.start === 5_000);
    script.nowMs += 499;
    script.finish(script.fetches[2]!);
    expect(startsAgain()).toBeUndefined();
    script.nowMs += 1;
    script.finish(script.fetches[3]!);
    expect(startsAgain()).toMatchObject({
      asked: { start: 5_000, endExclusive: 24 * 1024 },
      fromOriginal: true,
    });
  });

  test('an end before the last byte is a break', () => {
    const script = answered();
    const [first] = script.fetches;
    script.bytes(first!, 0, 5_000);
    script.tell({ type: 'ended', requestId: first!.requestId });
    script.nowMs += 500;
    script.finish(script.fetches[3]!);
    expect(script.fetches.at(-1)!.asked).toMatchObject({ start: 5_000 });
  });

  test('an expired link that a new redirect heals plays on; one that stays expired ends it', () => {
    const script = answered();
    const [first, , third] = script.fetches;
    script.finish(first!);
    script.fail(third!, 'http/expired');
    const again = script.fetches.at(-1)!;
    expect(again).toMatchObject({ asked: third!.asked, fromOriginal: true });
    const said = script.fail(again, 'http/expired');
    expect(ofType(said, 'fail')[0]?.error.code).toBe('http/expired');
  });
});

describe('what hangs', () => {
  test('is given up at its deadline', () => {
    const script = answered();
    script.nowMs = script.funnel.wakeAtMs(script.nowMs)!;
    expect(script.nowMs).toBe(5_100);
    const said = script.tell({ type: 'tick' });
    expect(ofType(said, 'cancel').map(({ requestId }) => requestId)).toContain(script.fetches[0]!.requestId);
  });

  test('is given up though the page was busy at its deadline and other pieces keep coming', () => {
    const script = answered();
    const [hanging, , flowing] = script.fetches;
    script.answer(flowing!);
    // Chunks of another piece come every 50 ms, and the timer rings 10 ms late: each chunk sets it anew.
    let wakeAtMs = Infinity;
    for (let chunk = 0; chunk < 400; chunk++) {
      script.nowMs += 50;
      if (wakeAtMs + 10 <= script.nowMs) script.tell({ type: 'tick' });
      script.bytes(flowing!, chunk * 10, 10);
      wakeAtMs = script.funnel.wakeAtMs(script.nowMs) ?? Infinity;
    }
    const cancelled = ofType(script.said, 'cancel').map(({ requestId }) => requestId);
    expect(cancelled).toContain(hanging!.requestId);
  });
});

describe('a seek', () => {
  test('cancels at once what the new playhead does not need, and asks for what it does', () => {
    const script = answered();
    const running = script.fetches.filter(({ asked }) => 'start' in asked);
    const said = script.need(byteRange(30 * MB, 31 * MB));
    expect(
      ofType(said, 'cancel')
        .map(({ requestId }) => requestId)
        .toSorted(),
    ).toEqual(expect.arrayContaining(running.map(({ requestId }) => requestId)));
    expect(ofType(said, 'fetch').every(({ asked }) => 'start' in asked && asked.start >= 30 * MB)).toBe(true);
    expect(ofType(said, 'fetch').length).toBeGreaterThanOrEqual(6);
  });

  test('forgets what it had: bytes dropped are asked for again when needed again', () => {
    const script = answered();
    script.finish(script.fetches[0]!);
    script.need(byteRange(30 * MB, 31 * MB));
    expect(script.stored(0)).toBe(false);
    const said = script.need(byteRange(0, 24 * 1024));
    expect(ofType(said, 'fetch')[0]!.asked).toMatchObject({ start: 0 });
  });
});

describe('a server that objects', () => {
  test('gets no request before the time it named, when nothing flows', () => {
    const script = new ScriptedFunnel(50 * MB).open();
    const burst = script.fetches.length;
    for (const fetch of [...script.fetches]) script.fail(fetch, 'http/throttled', 20_000);
    while (script.nowMs < 19_999) {
      script.nowMs = Math.min(script.funnel.wakeAtMs(script.nowMs) ?? 19_999, 19_999);
      script.tell({ type: 'tick' });
    }
    expect(script.fetches.length).toBe(burst);
    script.nowMs = 20_000;
    script.tell({ type: 'tick' });
    expect(script.fetches.length).toBeGreaterThan(burst);
  });

  test('is not stormed again as soon as a request it had let in brings bytes', () => {
    const script = new ScriptedFunnel(50 * MB).open();
    const [first, second, ...others] = script.fetches;
    for (const fetch of others) script.fail(fetch, 'http/throttled', 20_000);
    const before = script.fetches.length;
    script.answer(first!);
    script.bytes(first!, 0, 1_000);
    script.answer(second!);
    script.nowMs += 1_000;
    script.bytes(first!, 1_000, 1_000);
    // It refused five and serves two: more than two in their place is the same storm again.
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
});

describe('when the background goes away', () => {
  test('nothing is asked until it is back, and then what was under way goes on where it was', () => {
    const script = answered();
    script.bytes(script.fetches[0]!, 0, 5_000);
    const before = script.fetches.length;
    expect(script.tell({ type: 'link-lost' })).toEqual([]);
    script.nowMs += 20_000;
    expect(script.tell({ type: 'tick' })).toEqual([]);
    const said = ofType(script.tell({ type: 'link-back' }), 'fetch');
    expect(script.fetches.length - before).toBe(said.length);
    expect(said[0]!.asked).toMatchObject({ start: 5_000 });
  });
});
