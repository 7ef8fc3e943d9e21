import { describe, expect, test } from 'vitest';
import { byteRange } from '../../../src/core/bytes/range';
import { tuning } from '../../../src/core/funnel/options';
import { link, ofType, placeOf, rangesOf, ScriptedFunnel } from './scripted-funnel';
import type { FetchCommand } from './simulated-network';

const MB = 1024 * 1024;

/** A funnel that has its first answer. */
function answered(byteLength = 50 * MB): ScriptedFunnel {
  const script = new ScriptedFunnel(byteLength).open();
  script.nowMs = 100;
  script.answer(script.fetches[0]!);
  return script;
}

const idsOf = (commands: readonly { requestId: number }[]) => commands.map(({ requestId }) => requestId);
const startsAt = (offset: number) => (fetch: FetchCommand) =>
  'start' in fetch.asked && fetch.asked.start === offset;

describe('never mix files', () => {
  test('another length over the lane that speaks for the file ends it', () => {
    const script = answered();
    script.answer(script.fetches[2]!, { byteLength: 50 * MB + 1 });
    expect(script.failure).toBe('resource/changed');
    expect(script.underWay).toEqual([]);
  });

  test('a validator that one answer lacked is learned from the next', () => {
    const script = new ScriptedFunnel(50 * MB).open();
    script.answer(script.fetches[0]!, { validator: null });
    script.answer(script.fetches[2]!, { validator: '"v1"' });
    script.answer(script.fetches[3]!, { validator: '"v2"' });
    expect(script.failure).toBe('resource/changed');
  });

  test('a validator once known is not forgotten for an answer that lacks it', () => {
    const script = new ScriptedFunnel(50 * MB).open();
    script.answer(script.fetches[0]!, { validator: '"v1"' });
    script.answer(script.fetches[2]!, { validator: null });
    script.answer(script.fetches[3]!, { validator: '"v2"' });
    expect(script.failure).toBe('resource/changed');
  });

  test('more bytes than asked are not believed', () => {
    const script = answered();
    const { requestId } = script.fetches[0]!;
    const said = script.tell({ type: 'bytes', requestId, bytes: new Uint8Array(MB) });
    expect(ofType(said, 'store')).toEqual([]);
    expect(idsOf(ofType(said, 'cancel'))).toEqual([requestId]);
  });
});

describe('one address, several copies', () => {
  const elsewhere = { url: 'https://two.example/film', validator: '"v2"' };

  test('a redirect to a copy with another validator is put back: its bytes come from the first', () => {
    const script = new ScriptedFunnel(50 * MB).open();
    script.answer(script.fetches[0]!, { url: 'https://one.example/film' });
    const other = script.fetches[2]!;
    const said = script.answer(other, elsewhere);
    expect(idsOf(ofType(said, 'cancel'))).toEqual([other.requestId]);
    const again = script.underWay.find(startsAt(placeOf(other, 50 * MB).start));
    expect(again).toMatchObject({ url: 'https://one.example/film' });
    expect(script.failure).toBeNull();
  });

  test('a validator that changes at one and the same address ends it', () => {
    const script = answered();
    script.answer(script.fetches[2]!, { validator: '"v2"' });
    expect(script.failure).toBe('resource/changed');
  });

  test('so does a copy that the first address has become', () => {
    const script = new ScriptedFunnel(50 * MB).open();
    script.answer(script.fetches[0]!, { url: 'https://one.example/film' });
    const offset = placeOf(script.fetches[2]!, 50 * MB).start;
    for (let round = 0; round < 10 && !script.failure; round++) {
      const asked = script.underWay.find(startsAt(offset));
      if (asked) script.answer(asked, elsewhere);
      script.wait(1_000);
    }
    expect(script.failure).toBe('resource/changed');
  });
});

describe('what breaks off', () => {
  test('is asked for again exactly where it stopped, by the address the viewer gave', () => {
    const script = answered();
    const [first, , second] = script.fetches;
    script.answer(second!);
    script.bytes(first!, 5_000);
    const before = script.fetches.length;
    script.fail(first!, 'network/reset');
    const again = script.fetches.slice(before).find(startsAt(5_000));
    expect(again).toMatchObject({ url: link });
    expect(rangesOf([again!])[0]!.endExclusive).toBeLessThanOrEqual(placeOf(first!, 50 * MB).endExclusive);
  });

  test('waits where it may be the server that has had enough', () => {
    const script = answered();
    const before = script.fetches.length;
    script.fail(script.fetches[0]!, 'http/server');
    const again = () => script.fetches.slice(before).some(startsAt(0));
    script.wait(tuning.retryDelayMs - 1);
    script.finish(script.fetches[2]!);
    expect(again()).toBe(false);
    script.wait(1);
    script.finish(script.fetches[3]!);
    expect(again()).toBe(true);
  });

  test('an end before the last byte is a break', () => {
    const script = answered();
    const [first] = script.fetches;
    script.bytes(first!, 5_000);
    script.end(first!);
    script.wait(tuning.retryDelayMs);
    script.finish(script.fetches[3]!);
    expect(script.fetches.some(startsAt(5_000))).toBe(true);
  });

  test('an expired link that a new redirect heals plays on', () => {
    const script = new ScriptedFunnel(50 * MB).open();
    script.answer(script.fetches[0]!, { url: 'https://cdn.example/film?token=1' });
    script.finish(script.fetches[0]!);
    script.need(byteRange(30 * MB, 45 * MB));
    const stale = script.underWay.filter(({ url }) => url.endsWith('token=1'));
    for (const fetch of stale) script.fail(fetch, 'http/expired');
    script.wait(tuning.retryDelayMaxMs);
    const before = script.fetches.length;
    const healed = { url: 'https://cdn.example/film?token=2' };
    const lost = stale.map((fetch) => placeOf(fetch, 50 * MB));
    for (let round = 0; round < 20 && !lost.every((range) => script.funnel.has(range)); round++) {
      for (const fetch of script.underWay) {
        script.answer(fetch, healed);
        script.finish(fetch);
      }
    }
    expect(lost.every((range) => script.funnel.has(range))).toBe(true);
    expect(new Set(script.fetches.slice(before).map(({ url }) => url))).toEqual(new Set([link, healed.url]));
    expect(script.failure).toBeNull();
  });

  describe.each(['http/expired', 'http/gone', 'media/not-media'] as const)('a link that stays %s', (code) => {
    const fresh = 'https://cdn.example/film?token=2';
    const head = byteRange(0, 64 * 1024);

    function dead(): ScriptedFunnel {
      const script = new ScriptedFunnel(50 * MB).open();
      for (let i = 0; i < 100 && !script.funnel.has(head); i++) script.flow(50, () => 100_000);
      script.need(byteRange(30 * MB, 31 * MB));
      for (let round = 0; round < 20 && !script.deadLink; round++) {
        for (const fetch of script.underWay) script.fail(fetch, code);
        script.wait(1_000);
      }
      return script;
    }
    const asked = (script: ScriptedFunnel) => script.underWay.find(({ url }) => url === fresh)!;
    const told = (script: ScriptedFunnel) => ofType(script.said, 'fresh-link').map(({ refusal }) => refusal);

    test('is asked anew of the viewer, and of no server', () => {
      const script = dead();
      expect(script.deadLink).toBe(code);
      expect(script.failure).toBeNull();
      const before = script.fetches.length;
      script.wait(60_000);
      expect(script.fetches.length).toBe(before);
      expect(script.funnel.wakeAtMs(script.nowMs)).toBeNull();
    });

    test('gives way to one that leads to the same file, as good as it was itself', () => {
      const script = dead();
      script.tell({ type: 'fresh-link', url: fresh });
      expect(script.underWay).toMatchObject([{ url: fresh, asked: head }]);
      script.resourceOf = () => ({ validator: '"v2"' });
      script.answer(asked(script));
      expect(told(script)).toEqual([]);
      script.finish(asked(script));
      expect(told(script)).toEqual([null]);
      script.flow(20_000, () => 100_000);
      expect(script.funnel.has(byteRange(30 * MB, 31 * MB))).toBe(true);
      // Where that one too leads elsewhere, and elsewhere expires, it is asked again.
      script.resourceOf = () => ({ url: 'https://other.example/1', validator: '"v2"' });
      script.need(byteRange(40 * MB, 41 * MB));
      script.flow(100, () => 100_000);
      for (const fetch of script.underWay) script.fail(fetch, code);
      expect(script.underWay.some(({ url }) => url === fresh)).toBe(true);
    });

    test.each([
      ['another length', (script: ScriptedFunnel) => script.answer(asked(script), { byteLength: 49 * MB })],
      [
        'other first bytes',
        (script: ScriptedFunnel) => {
          script.answer(asked(script), { validator: null });
          script.finish(
            asked(script),
            script.file.map((byte) => byte ^ 1),
          );
        },
      ],
    ])('does not give way to a file of %s', (_, answer) => {
      const script = dead();
      script.tell({ type: 'fresh-link', url: fresh });
      answer(script);
      expect(told(script)).toEqual(['resource/another-file']);
      script.flow(20_000, () => 100_000);
      expect(script.funnel.has(byteRange(30 * MB, 31 * MB))).toBe(false);
      script.tell({ type: 'fresh-link', url: `${fresh}2` });
      script.flow(20_000, () => 100_000);
      expect(told(script)).toEqual(['resource/another-file', null]);
      expect(script.funnel.has(byteRange(30 * MB, 31 * MB))).toBe(true);
    });

    test('does not give way to one that is dead too', () => {
      const script = dead();
      script.tell({ type: 'fresh-link', url: fresh });
      script.fail(asked(script), 'http/gone');
      expect(told(script)).toEqual(['http/gone']);
    });
  });
});

describe('trouble', () => {
  const told = (script: ScriptedFunnel) =>
    ofType(script.said, 'trouble').map(({ error }) => error?.code ?? null);

  test('is told when nothing flows any more, and that it is over with the next bytes', () => {
    const script = answered();
    for (const fetch of script.underWay) script.fail(fetch, 'network/offline');
    expect(told(script).at(-1)).toBe('network/offline');
    script.flow(3_000, () => 100_000);
    expect(told(script).at(-1)).toBeNull();
    expect(told(script).filter((code) => code === null)).toHaveLength(1);
  });

  test('is not told of one connection among many', () => {
    const script = answered();
    for (const fetch of script.underWay.slice(0, 6)) script.answer(fetch);
    script.fail(script.underWay[8]!, 'network/reset');
    expect(told(script)).toEqual([]);
  });
});

describe('what hangs', () => {
  test('is given up at its deadline', () => {
    const script = answered();
    const [hanging] = script.fetches;
    script.wait(tuning.stallTimeoutMs - 1);
    expect(script.underWay).toContain(hanging);
    script.wait(1);
    expect(script.underWay).not.toContain(hanging);
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
      script.bytes(flowing!, 10);
      wakeAtMs = script.funnel.wakeAtMs(script.nowMs) ?? Infinity;
    }
    expect(idsOf(ofType(script.said, 'cancel'))).toContain(hanging!.requestId);
  });
});

describe('a seek', () => {
  test('cancels at once what the new playhead does not need, and asks for what it does', () => {
    const script = answered();
    const running = script.underWay.filter(({ asked }) => 'start' in asked);
    const said = script.need(byteRange(30 * MB, 31 * MB));
    expect(idsOf(ofType(said, 'cancel'))).toEqual(expect.arrayContaining(idsOf(running)));
    const asked = rangesOf(ofType(said, 'fetch'));
    expect(asked.every(({ start }) => start >= 30 * MB)).toBe(true);
    expect(asked.length).toBeGreaterThanOrEqual(6);
  });

  test('leaves alone what it still needs', () => {
    const script = answered();
    const kept = script.underWay.filter(startsAt(0));
    const said = script.need(byteRange(0, 1_000), byteRange(30 * MB, 31 * MB));
    expect(idsOf(ofType(said, 'cancel'))).not.toContain(kept[0]!.requestId);
    expect(script.underWay).toContain(kept[0]);
  });

  test('forgets what it had: bytes dropped are asked for again when needed again', () => {
    const script = answered();
    script.finish(script.fetches[0]!);
    script.need(byteRange(30 * MB, 31 * MB));
    expect(script.stored(0)).toBe(false);
    const said = script.need(byteRange(0, 24 * 1024));
    expect(ofType(said, 'fetch')[0]!.asked).toMatchObject({ start: 0 });
  });

  test('does not wait for what failed elsewhere', () => {
    const script = answered();
    for (const fetch of script.underWay) script.fail(fetch, 'network/reset');
    const said = script.need(byteRange(30 * MB, 31 * MB));
    expect(ofType(said, 'fetch').length).toBeGreaterThan(0);
  });
});

describe('when the background goes away', () => {
  test('nothing is asked until it is back, and then what was under way goes on where it was', () => {
    const script = answered();
    script.bytes(script.fetches[0]!, 5_000);
    const before = script.fetches.length;
    expect(script.tell({ type: 'link-lost' })).toEqual([]);
    script.wait(20_000);
    expect(script.tell({ type: 'tick' })).toEqual([]);
    const said = ofType(script.tell({ type: 'link-back' }), 'fetch');
    expect(script.fetches.length - before).toBe(said.length);
    expect(said[0]!.asked).toMatchObject({ start: 5_000 });
  });
});
