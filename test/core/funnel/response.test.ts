import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { byteRange } from '../../../src/core/bytes/range';
import {
  type Asked,
  judgeResponse,
  learn,
  type Resource,
  type ResponseFacts,
  sameResource,
} from '../../../src/core/funnel/response';

const good: ResponseFacts = {
  status: 206,
  url: 'https://cdn.example/a.mp4?sig=%2B',
  contentRange: 'bytes 100-199/1000',
  contentEncoding: null,
  contentType: 'video/mp4',
  contentDisposition: null,
  etag: '"v1"',
  lastModified: 'Wed, 21 Oct 2015 07:28:00 GMT',
  retryAfter: null,
};
const asked = byteRange(100, 200);
const nowMs = Date.parse('2024-01-01T00:00:00Z');

const judge = (facts: Partial<ResponseFacts>, request: Asked = asked) =>
  judgeResponse(request, { ...good, ...facts }, nowMs);
const codeOf = (facts: Partial<ResponseFacts>, request?: Asked) => {
  const verdict = judge(facts, request);
  return verdict.ok ? 'ok' : verdict.error.code;
};

describe('a response is worth its bytes', () => {
  test('when it is exactly what was asked for', () => {
    expect(judge({})).toEqual({
      ok: true,
      answer: {
        range: asked,
        resource: {
          url: good.url,
          byteLength: 1000,
          validator: '"v1"',
          contentType: 'video/mp4',
          contentDisposition: null,
        },
      },
    });
  });

  test.each(['bytes 100-199/1000', 'Bytes 100-199/1000', ' bytes  100-199/1000 '])(
    'written %j',
    (contentRange) => {
      expect(codeOf({ contentRange })).toBe('ok');
    },
  );

  test('cut at the end of the file, and only there', () => {
    expect(codeOf({ contentRange: 'bytes 100-149/150' })).toBe('ok');
    expect(codeOf({ contentRange: 'bytes 100-148/150' })).toBe('http/range-invalid');
  });

  test('for a suffix: the last bytes, or the whole of a shorter file', () => {
    const suffix = { suffixLength: 64 };
    expect(codeOf({ contentRange: 'bytes 936-999/1000' }, suffix)).toBe('ok');
    expect(codeOf({ contentRange: 'bytes 0-9/10' }, suffix)).toBe('ok');
    expect(codeOf({ contentRange: 'bytes 0-63/1000' }, suffix)).toBe('http/range-invalid');
    expect(codeOf({ contentRange: 'bytes 936-998/1000' }, suffix)).toBe('http/range-invalid');
  });

  test('uncoded or coded as nothing', () => {
    expect(codeOf({ contentEncoding: 'identity' })).toBe('ok');
    expect(codeOf({ contentEncoding: '' })).toBe('ok');
    for (const contentEncoding of ['gzip', 'BR', ' zstd']) {
      expect(codeOf({ contentEncoding })).toBe('http/range-invalid');
    }
  });

  test('for no other range, whatever its numbers', () => {
    const number = fc.nat({ max: 400 });
    const check = (start: number, last: number, total: number) => {
      const exact = start === 100 && last === Math.min(199, total - 1) && last >= start;
      const code = codeOf({ contentRange: `bytes ${start}-${last}/${total}` });
      expect(code).toBe(exact ? 'ok' : 'http/range-invalid');
    };
    fc.assert(
      fc.property(fc.oneof(fc.constant(100), number), fc.oneof(fc.constant(199), number), number, check),
      {
        numRuns: 1000,
      },
    );
  });

  test.each([
    null,
    '',
    'bytes 100-199',
    'bytes 100-199/',
    'bytes 100-199/1000, 300-399/1000',
    'bytes 199-100/1000',
    'bytes -1-199/1000',
    'items 100-199/1000',
    'bytes 100-199/99999999999999999999',
    'bytes 1e2-199/1000',
    'bytes 100-199/1000\u0000',
  ])('never for Content-Range %j', (contentRange) => {
    expect(codeOf({ contentRange })).toBe('http/range-invalid');
  });

  test('but a file of unknown length is said to be one', () => {
    expect(codeOf({ contentRange: 'bytes 100-199/*' })).toBe('resource/length-unknown');
  });
});

describe('a status tells what is wrong', () => {
  test.each([
    [200, 'http/range-ignored'],
    [204, 'http/unexpected'],
    [304, 'http/unexpected'],
    [400, 'http/unexpected'],
    [401, 'http/expired'],
    [403, 'http/expired'],
    [404, 'http/gone'],
    [410, 'http/gone'],
    [416, 'http/range-invalid'],
    [429, 'http/throttled'],
    [500, 'http/server'],
    [502, 'http/server'],
    [503, 'http/throttled'],
    [504, 'http/server'],
  ])('%i is %s', (status, code) => {
    expect(codeOf({ status })).toBe(code);
  });

  test('an empty file is no film', () => {
    expect(codeOf({ status: 416, contentRange: 'bytes */0' })).toBe('media/not-media');
    expect(codeOf({ status: 416, contentRange: 'bytes */10' })).toBe('http/range-invalid');
  });

  test('a page instead of a film is no film', () => {
    expect(codeOf({ status: 200, contentType: 'Text/HTML; charset=utf-8' })).toBe('media/not-media');
    expect(codeOf({ status: 200, contentType: 'text/htmlx' })).toBe('http/range-ignored');
  });
});

describe('Retry-After', () => {
  const waitMs = (retryAfter: string | null) => {
    const verdict = judge({ status: 429, retryAfter });
    return verdict.ok ? NaN : verdict.error.retryAfterMs;
  };

  test.each([
    ['120', 120_000],
    [' 7 ', 7_000],
    ['0', 0],
    ['Mon, 01 Jan 2024 00:00:30 GMT', 30_000],
    ['Sun, 31 Dec 2023 00:00:00 GMT', 0],
    ['soon', undefined],
    ['', undefined],
    [null, undefined],
  ])('%j is %s ms', (retryAfter, expected) => {
    expect(waitMs(retryAfter)).toBe(expected);
  });
});

describe('two answers speak of the same file', () => {
  const resource = (facts: Partial<ResponseFacts>): Resource => {
    const verdict = judge(facts);
    if (!verdict.ok) throw new Error(verdict.error.detail);
    return verdict.answer.resource;
  };
  const first = resource({});

  test('by length and strong validator', () => {
    expect(sameResource(first, resource({}))).toBe(true);
    expect(sameResource(first, resource({ etag: '"v2"' }))).toBe(false);
    expect(sameResource(first, resource({ contentRange: 'bytes 100-199/1001' }))).toBe(false);
  });

  test('whatever address each came from', () => {
    expect(sameResource(first, resource({ url: 'https://other.example/b' }))).toBe(true);
  });

  test('a weak ETag proves nothing: the date counts', () => {
    const weak = (lastModified: string | null) => resource({ etag: 'W/"v1"', lastModified });
    expect(weak(null).validator).toBeNull();
    expect(weak(good.lastModified).validator).toBe(good.lastModified);
    expect(sameResource(weak('Thu, 22 Oct 2015 07:28:00 GMT'), weak(good.lastModified))).toBe(false);
  });

  test('a validator one of them lacks proves nothing either way', () => {
    expect(sameResource(first, resource({ etag: null, lastModified: null }))).toBe(true);
    // A date is none of an ETag's, and another date one of a date's.
    const dated = resource({ etag: 'W/"v1"' });
    expect([sameResource(first, dated), sameResource(dated, first)]).toEqual([true, true]);
    const later = resource({ etag: null, lastModified: 'Thu, 22 Oct 2015 07:28:00 GMT' });
    expect(sameResource(dated, later)).toBe(false);
  });
});

describe('what is known of the file after one more answer', () => {
  const known: Resource = {
    url: 'https://cdn.example/one',
    byteLength: 1000,
    validator: '"v1"',
    contentType: 'video/mp4',
    contentDisposition: null,
  };
  const elsewhere = { ...known, url: 'https://cdn.example/two' };

  test('is what the first says', () => {
    expect(learn(null, known, false)).toBe(known);
  });

  test('is where the address the viewer gave leads now', () => {
    expect(learn(known, elsewhere, true).url).toBe(elsewhere.url);
    expect(learn(known, elsewhere, false)).toBe(known);
  });

  test('is a validator, once one was seen', () => {
    const without = { ...known, validator: null };
    expect(learn(without, known, false).validator).toBe('"v1"');
    expect(learn(known, without, true).validator).toBe('"v1"');
    expect(learn(known, without, false)).toBe(known);
  });
});
