import { describe, expect, test } from 'vitest';
import { byteRange } from '../../../src/core/bytes/range';
import { serverOf } from './lane-name';
import { link, ofType, ScriptedFunnel } from './scripted-funnel';
import type { FetchCommand } from './simulated-network';

const MB = 1024 * 1024;
const mirror = 'https://mirror.example/film';
const third = 'https://third.example/film';
const by = (server: string) => (fetch: FetchCommand) => serverOf(fetch.url) === server;
const first = byteRange(0, 16 * 1024);

const opened = (...mirrors: string[]) => new ScriptedFunnel(20 * MB, { urls: [link, ...mirrors] }).open();

describe('a link that is dead from the start', () => {
  test('leaves its place to a mirror, which is asked as it was, and says what the file is', () => {
    const script = opened(mirror);
    script.fail(script.fetches[0]!, 'http/gone');
    expect(script.underWay.every(by('mirror.example'))).toBe(true);
    expect(ofType(script.said, 'fresh-link')).toEqual([]);
    script.flow(3_000, () => 1_000_000);
    expect(ofType(script.said, 'fresh-link')).toMatchObject([{ url: mirror, refusal: null }]);
    expect(script.funnel.has(first)).toBe(true);
    expect(script.underWay.filter(by('cdn.example'))).toEqual([]);
    expect(ofType(script.said, 'resource')[0]?.resource.url).toBe(mirror);
  });

  test.each([
    ['twice where it may be a mishap', 'http/server', [2, 6]],
    [
      'four times where nobody is reached: that may be the viewer’s own network',
      'network/unreachable',
      [4, 5],
    ],
  ] as const)('is tried %s, and the mirror as the only link would be', (_, code, triesOfBoth) => {
    const script = opened(mirror);
    while (script.failure === null) {
      for (const fetch of script.underWay) script.fail(fetch, code);
      script.wait(1_000);
    }
    const tries = (server: string) =>
      script.fetches.filter(by(server)).filter(({ asked }) => 'start' in asked && asked.start === 0);
    expect([tries('cdn.example').length, tries('mirror.example').length]).toEqual(triesOfBoth);
  });

  test('is what the viewer is told of where no mirror will do', () => {
    const script = opened(mirror, third);
    script.fail(script.fetches[0]!, 'http/range-ignored');
    script.fail(script.underWay[0]!, 'http/gone');
    expect(script.underWay.every(by('third.example'))).toBe(true);
    script.fail(script.underWay[0]!, 'media/not-media');
    expect(script.failure).toBe('http/range-ignored');
    expect(ofType(script.said, 'fresh-link')).toEqual([]);
    expect(script.underWay).toEqual([]);
  });

  test('does not keep the mirrors left from being looked at', () => {
    const script = opened(mirror, third);
    script.fail(script.fetches[0]!, 'http/gone');
    script.play({ ranges: [byteRange(0, 10 * MB)], secondsFed: 0, bytesPerSecond: 5_000_000 });
    script.flow(20_000, () => 200_000);
    const lanes = script.funnel.status(script.nowMs).lanes;
    expect(lanes.filter(({ state }) => state === 'open').map(({ host }) => host)).toEqual(
      expect.arrayContaining(['mirror.example', 'third.example']),
    );
  });
});
