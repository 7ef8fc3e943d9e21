import { describe, expect, test } from 'vitest';
import { byteRange } from '../../../src/core/bytes/range';
import type { ErrorCode } from '../../../src/core/errors';
import { serverOf } from './lane-name';
import { link, ofType, ScriptedFunnel } from './scripted-funnel';
import type { FetchCommand } from './simulated-network';

const MB = 1024 * 1024;
const mirror = 'https://mirror.example/film';
const isMirror = ({ url }: FetchCommand) => serverOf(url) === 'mirror.example';
const bytesPerSecond = 5_000_000;
/** Of a film that needs all that comes; nobody waits for these. */
const ahead = { ranges: [byteRange(0, 20 * MB)], secondsFed: 0, bytesPerSecond };
/** Where a viewer has just been sent to. */
const place = byteRange(30 * MB, 31 * MB);
const sought = { ranges: [place, byteRange(31 * MB, 50 * MB)], urgentCount: 1, bytesPerSecond };

/** A funnel that fetches from a link and from a mirror of it. */
function mirrored(linkRate: number, mirrorRate: number): ScriptedFunnel {
  const script = new ScriptedFunnel(50 * MB, { urls: [link, mirror] }).open();
  const rateOf = (fetch: FetchCommand) => (isMirror(fetch) ? mirrorRate : linkRate);
  script.flow(1_000, rateOf);
  script.play(ahead);
  script.flow(4_000, rateOf);
  expect(script.underWay.some(isMirror)).toBe(true);
  expect(script.underWay.every(isMirror)).toBe(false);
  return script;
}

/** Lets time pass while one of the two fails at once whatever it is asked; null: it says nothing at all. */
function flowWhile(
  script: ScriptedFunnel,
  isFailing: (fetch: FetchCommand) => boolean,
  code: ErrorCode | null,
  ms: number,
): void {
  for (const untilMs = script.nowMs + ms; script.nowMs < untilMs; ) {
    if (code) for (const fetch of script.underWay.filter(isFailing)) script.fail(fetch, code);
    script.flow(50, (fetch) => (isFailing(fetch) ? null : 100_000));
  }
}

/** For what compares megabytes, byte by byte. */
const patience = { timeout: 60_000 };

describe.each(['http/server', 'http/throttled', 'network/unreachable', null] as const)(
  'a host that says %s to everything',
  patience,
  (code) => {
    test.each([
      ['the mirror', isMirror],
      ['the link', (fetch: FetchCommand) => !isMirror(fetch)],
    ] as const)('keeps nobody waiting where another has the file: %s', (_, isFailing) => {
      const script = mirrored(100_000, 100_000);
      script.play(sought);
      flowWhile(script, isFailing, code, 12_000);
      expect(script.funnel.has(place)).toBe(true);
      expect(script.failure).toBeNull();
    });
  },
);

test('a quick host that fails is asked last, and has its place again when it answers', patience, () => {
  const script = mirrored(100_000, 150_000);
  script.play(sought);
  flowWhile(script, isMirror, 'http/server', 12_000);
  expect(script.funnel.has(place)).toBe(true);
  // Asked again after eight seconds at the latest.
  script.play({ ranges: [byteRange(0, 16 * MB)], bytesPerSecond });
  let most = 0;
  for (let ms = 0; ms < 9_000; ms += 100) {
    script.flow(100, (fetch) => (isMirror(fetch) ? 150_000 : 100_000));
    most = Math.max(most, script.underWay.filter(isMirror).length);
  }
  expect(most).toBeGreaterThanOrEqual(10);
});

test('a quick host that wants to be left alone does not leave the film to one connection of another', () => {
  const script = mirrored(300_000, 100_000);
  for (const fetch of script.underWay.filter((each) => !isMirror(each)))
    script.fail(fetch, 'http/throttled', 300_000);
  script.play(sought);
  expect(script.underWay.length).toBeGreaterThanOrEqual(10);
});

describe('a link that leads now to one copy of the file, now to another', () => {
  const copy = (name: string) => ({ url: `https://${name}.example/film`, validator: `"${name}"` });

  test('plays on when a piece has failed and the link leads elsewhere', () => {
    const script = new ScriptedFunnel(50 * MB, { options: { connections: 12 } }).open();
    script.resourceOf = () => copy('a');
    script.flow(3_000, () => 100_000);
    script.play(ahead);
    script.flow(3_000, () => 100_000);
    const isAtLink = ({ url }: FetchCommand) => url === link;
    script.fail(script.underWay[0]!, 'http/server');
    for (const outcome of ['failed', 'failed', 'elsewhere']) {
      const before = script.fetches.length;
      const asked = () => script.fetches.slice(before).find(isAtLink);
      for (let ms = 0; ms < 10_000 && !asked(); ms += 50)
        script.flow(50, (fetch) => (isAtLink(fetch) ? null : 100_000));
      const again = asked()!;
      if (outcome === 'failed') script.fail(again, 'http/server');
      else script.answer(again, copy('b'));
    }
    expect(script.failure).toBeNull();
    const { url } = script.fetches.at(-1)!;
    expect(url).toBe(copy('a').url);
  });
});

test('mirrors are looked at within the connections the viewer allows', () => {
  const urls = [link, mirror, 'https://third.example/film', 'https://fourth.example/film'];
  const script = new ScriptedFunnel(50 * MB, { urls, options: { connections: 1 } }).open();
  script.play(ahead);
  for (let i = 0; i < 400; i++) {
    script.flow(50, () => 100_000);
    expect(script.underWay.length).toBeLessThanOrEqual(1);
  }
  expect(script.fetches.some(isMirror)).toBe(true);
});

test('an outage is no objection: the connections are there again with the server', () => {
  const script = new ScriptedFunnel(50 * MB, { options: { connections: 12 } }).open();
  script.play(ahead);
  script.flow(3_000, () => 100_000);
  expect(script.underWay.length).toBe(12);
  for (const fetch of script.underWay) script.fail(fetch, 'network/reset');
  for (const untilMs = script.nowMs + 3_000; script.nowMs < untilMs; script.wait(50))
    for (const fetch of script.underWay) script.fail(fetch, 'network/unreachable');
  script.flow(8_000, () => 100_000);
  expect(script.underWay.length).toBeGreaterThanOrEqual(11);
  expect(ofType(script.said, 'learned').every(({ connections }) => connections > 6)).toBe(true);
});
