import { describe, expect, test } from 'vitest';
import { tuning } from '../../../src/core/funnel/options';
import { Source } from '../../../src/core/funnel/source';
import { someLink } from './request-state';

const error = (code: 'http/gone' | 'network/reset') => ({ code, detail: '' });
const mirror = () => new Source('https://mirror.example/film', false, 12);

describe('a mirror that cannot be asked', () => {
  test('is asked again, later each time, but not for ever', () => {
    const source = mirror();
    const waitsMs: number[] = [];
    while (source.state === 'unproven' && waitsMs.length < 20) {
      source.probeFailed(error('network/reset'), 0, 0.5);
      waitsMs.push(source.probeAtMs);
    }
    expect(source.state).toBe('refused');
    expect(waitsMs.length).toBeGreaterThan(1);
    expect(waitsMs).toEqual(waitsMs.toSorted((a, b) => a - b));
  });

  test('is done with at once where it refuses', () => {
    const source = mirror();
    source.probeFailed(error('http/gone'), 0, 0.5);
    expect(source.state).toBe('refused');
    expect(source.lanes.map(({ state, refusal }) => `${state}: ${refusal}`)).toEqual(
      source.lanes.map(() => 'refused: http/gone'),
    );
  });
});

test('a host is known by where the link led to', () => {
  const link = someLink();
  expect(link.host).toBe('cdn.example');
  link.address = 'https://EDGE.example:8443/film';
  expect(link.host).toBe('edge.example:8443');
});

test('requests of all lanes count', () => {
  const link = someLink();
  link.lanes[0]!.active = 2;
  link.lanes[3]!.active = 1;
  expect(link.active).toBe(3);
});

test('the quickest lane tells how far away the host is', () => {
  const link = someLink();
  expect(link.roundTripMs).toBeNull();
  link.lanes[1]!.noteRoundTrip(80, true);
  link.lanes[0]!.noteRoundTrip(50, true);
  expect(link.roundTripMs).toBe(50);
});

test('what one event of a body brings is learned slowly', () => {
  const link = someLink();
  expect(link.chunkBytes).toBe(tuning.chunkBytes);
  for (let i = 0; i < 100; i++) link.noteChunk(2_000);
  link.noteChunk(64_000);
  expect(link.chunkBytes).toBeGreaterThan(2_000);
  expect(link.chunkBytes).toBeLessThan(10_000);
});
