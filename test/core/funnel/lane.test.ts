import { describe, expect, test } from 'vitest';
import { tuning } from '../../../src/core/funnel/options';
import { Source } from '../../../src/core/funnel/source';
import { someLink } from './request-state';

const error = (code: 'http/expired' | 'http/throttled' | 'network/reset') => ({ code, detail: '' });

describe('what a lane asks for', () => {
  const lanes = someLink().lanes;

  test('is the link itself, or where it led to, to the letter', () => {
    const link = new Source('https://cdn.example/a%2Bb?x=%20', true, 12);
    expect(link.lanes[0]!.address(false)).toBe('https://cdn.example/a%2Bb?x=%20');
    link.address = 'https://edge.example/b?sig=%2F';
    expect(link.lanes[0]!.address(false)).toBe('https://edge.example/b?sig=%2F');
    expect(link.lanes[0]!.address(true)).toBe('https://cdn.example/a%2Bb?x=%20');
    expect(link.lanes[3]!.address(false)).toBe('https://edge.example./b?sig=%2F');
  });

  test('is asked with and without cookies, by the name given and the absolute one', () => {
    expect(lanes.map((lane) => [lane.credentials, lane.address(false)])).toEqual([
      ['include', 'https://cdn.example/film'],
      ['omit', 'https://cdn.example/film'],
      ['include', 'https://cdn.example./film'],
      ['omit', 'https://cdn.example./film'],
    ]);
    expect(lanes.map(({ isSpeaker }) => isSpeaker)).toEqual([true, false, false, false]);
  });

  test('is nothing by an absolute name where there is none', () => {
    expect(new Source('https://[::1]/film', true, 12).lanes[2]!.address(false)).toBeNull();
  });
});

describe('when a connection of a lane is taken to hang', () => {
  test('is sooner where bytes come often, but never at once', () => {
    const [quick, steady] = someLink().lanes;
    expect(quick!.hangMs).toBe(tuning.hangUnknownMs);
    quick!.noteRoundTrip(1, true);
    quick!.noteGap(1);
    expect(quick!.hangMs).toBe(tuning.hangMinMs);
    steady!.noteRoundTrip(1, true);
    steady!.noteGap(1_000);
    expect(steady!.hangMs).toBeGreaterThan(1_000);
  });

  test('is never later than the request would be given up', () => {
    const [lane] = someLink().lanes;
    lane!.noteRoundTrip(60_000, true);
    expect(lane!.hangMs).toBe(tuning.stallTimeoutMs);
  });

  test('is told by the other lanes of the host, while it was not heard itself', () => {
    const [heard, unheard] = someLink().lanes;
    heard!.noteRoundTrip(200, true);
    expect(unheard!.hangMs).toBe(heard!.hangMs);
  });
});

test('a round trip on a new connection is not taken for one on a warm connection', () => {
  const [lane] = someLink().lanes;
  expect(lane!.roundTripMs).toBeNull();
  lane!.noteRoundTrip(300, false);
  expect(lane!.roundTripMs).toBeLessThan(300);
  lane!.noteRoundTrip(50, true);
  expect(lane!.roundTripMs).toBe(50);
});

describe('a lane that can be done without', () => {
  test('is given up when it is refused', () => {
    const link = someLink();
    expect(link.lanes[1]!.isGivenUp({ ...error('http/expired'), detail: 'status 403' }, false)).toBe(true);
    expect(link.lanes[1]).toMatchObject({ state: 'refused', refusal: 'http/expired status 403' });
    expect(link.state).toBe('open');
  });

  test('is given up when it fails again and again without one answer', () => {
    const [, omit, absolute] = someLink().lanes;
    const failures = Array.from({ length: tuning.failuresOfSilentLane }, () =>
      omit!.isGivenUp(error('network/reset'), false),
    );
    expect(failures).toEqual([...failures.slice(1).map(() => false), true]);
    expect(absolute!.isGivenUp(error('network/reset'), false)).toBe(true);
  });

  test('is kept where it was answered, or told to wait', () => {
    const [, omit] = someLink().lanes;
    for (let i = 0; i < 10; i++) {
      expect(omit!.isGivenUp(error('network/reset'), true)).toBe(false);
      expect(omit!.isGivenUp(error('http/throttled'), false)).toBe(false);
    }
  });

  test('takes the whole mirror along, where it is how a browser would ask that', () => {
    const mirror = new Source('https://mirror.example/film', false, 12);
    mirror.open();
    mirror.lanes[1]!.isGivenUp(error('http/expired'), false);
    expect(mirror.state).toBe('open');
    mirror.lanes[0]!.isGivenUp(error('http/expired'), false);
    expect(mirror.state).toBe('refused');
  });
});
