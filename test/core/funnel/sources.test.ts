import { describe, expect, test } from 'vitest';
import { tuning } from '../../../src/core/funnel/options';
import type { Resource } from '../../../src/core/funnel/response';
import { Sources } from '../../../src/core/funnel/sources';

const link = 'https://cdn.example/film';
const mirror = 'https://mirror.example/film';
const error = (code: 'http/gone' | 'network/reset') => ({ code, detail: '' });
const at = (url: string): Resource => ({
  url,
  byteLength: 1,
  validator: '"v1"',
  contentType: null,
  contentDisposition: null,
});

describe('the sources', () => {
  test('are the link, which is believed, and mirrors, which are not', () => {
    const sources = new Sources([link, mirror]);
    expect(sources.all.map(({ url, isLink, state }) => [url, isLink, state])).toEqual([
      [link, true, 'open'],
      [mirror, false, 'unproven'],
    ]);
    expect(sources.unproven).toEqual([sources.all[1]]);
    expect(sources.speaker).toMatchObject({
      source: sources.link,
      isAbsolute: false,
      credentials: 'include',
    });
  });

  test('are no more than a few, however many are given or found', () => {
    const many = Array.from({ length: 20 }, (_, index) => `https://m${index}.example/film`);
    const sources = new Sources(many);
    expect(sources.all).toHaveLength(tuning.sourcesMax);
    sources.discover(at('https://new.example/film'));
    expect(sources.all).toHaveLength(tuning.sourcesMax);
  });

  test('grow by a host that a redirect led to, which is believed', () => {
    const sources = new Sources([link]);
    sources.discover(at('https://two.example/film'));
    expect(sources.all[1]).toMatchObject({ url: 'https://two.example/film', isLink: false, state: 'open' });
    expect(sources.all[1]!.validator).toBe('"v1"');
    expect(sources.unproven).toEqual([]);
  });

  test('do not grow by a host they have', () => {
    const sources = new Sources([link, mirror]);
    sources.discover(at('https://CDN.example:443/other'));
    sources.discover(at(`${mirror}?again`));
    expect(sources.all).toHaveLength(2);
  });

  test('know whether the file can be had without one of them', () => {
    const sources = new Sources([link, mirror]);
    expect(sources.hasOtherThan(sources.link)).toBe(false);
    sources.all[1]!.open();
    expect(sources.hasOtherThan(sources.link)).toBe(true);
    sources.all[1]!.refuse('another file');
    expect(sources.hasOtherThan(sources.link)).toBe(false);
  });
});

describe('a mirror that cannot be asked', () => {
  test('is asked again, later each time, but not for ever', () => {
    const source = new Sources([link, mirror]).all[1]!;
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
    const source = new Sources([link, mirror]).all[1]!;
    source.probeFailed(error('http/gone'), 0, 0.5);
    expect(source.state).toBe('refused');
    expect(source.lanes.every(({ state, refusal }) => state === 'refused' && refusal === 'http/gone')).toBe(
      true,
    );
  });
});
