import { describe, expect, test } from 'vitest';
import { tuning } from '../../../src/core/funnel/options';
import type { Resource } from '../../../src/core/funnel/response';
import { Sources } from '../../../src/core/funnel/sources';

const link = 'https://cdn.example/film';
const mirror = 'https://mirror.example/film';
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

  test('know whether there is still somewhere to ask', () => {
    const sources = new Sources([link, mirror]);
    sources.link.refuse('http/gone');
    expect(sources.isAnyOpen).toBe(false);
    sources.all[1]!.open();
    expect(sources.isAnyOpen).toBe(true);
    sources.all[1]!.refuse('another file');
    expect(sources.isAnyOpen).toBe(false);
  });
});
