import { describe, expect, test } from 'vitest';
import { byteLength, byteRange } from '../../../src/core/bytes/range';
import { Admission, agrees } from '../../../src/core/funnel/admission';
import type { Resource } from '../../../src/core/funnel/response';
import { Source } from '../../../src/core/funnel/source';
import { requestOn } from './request-state';
import { simulatedFile } from './simulated-file';

const file = simulatedFile(1_000_000);
const resource: Resource = {
  url: 'https://cdn.example/film',
  byteLength: file.length,
  validator: '"v1"',
  contentType: 'video/mp4',
  contentDisposition: null,
};
const mirror = () => new Source('https://mirror.example/film', false, 12);

describe('a mirror', () => {
  const judge = (answered: Partial<Resource>, known: Partial<Resource> = {}) =>
    new Admission().judgeAnswer(mirror(), { ...resource, ...answered }, { ...resource, ...known });

  test('of the same length and validator is let in', () => {
    expect(judge({})).toBe('open');
  });

  test('of another length is shut out, whatever its validator', () => {
    expect(judge({ byteLength: file.length - 1 })).toBe('refused');
  });

  test('of another validator, or of none, must show its first bytes', () => {
    expect(judge({ validator: '"v2"' })).toBe('unproven');
    expect(judge({ validator: null })).toBe('unproven');
    expect(judge({ validator: null }, { validator: null })).toBe('unproven');
  });

  test.each([
    ['the same bytes', 0, 'open'],
    ['other bytes', 1, 'refused'],
  ])('that sends %s is judged by them', (_, change, verdict) => {
    const admission = new Admission();
    const asked = admission.asked(resource);
    expect(asked).toEqual(byteRange(0, 64 * 1024));
    admission.note(0, file.subarray(0, 100_000));
    const probe = requestOn(mirror().lanes[0]!, asked);
    probe.probe = file.slice(0, byteLength(asked)).map((byte) => byte ^ change);
    expect(admission.judgeBytes(probe)).toBe(verdict);
  });

  test('cannot be asked before the link has sent what it is held against', () => {
    const admission = new Admission();
    admission.note(0, file.subarray(0, 30_000));
    expect(admission.missing(resource)).toEqual([byteRange(30_000, 64 * 1024)]);
    admission.note(30_000, file.subarray(30_000, 70_000));
    expect(admission.missing(resource)).toEqual([]);
  });

  test('of a short file is asked for all of it', () => {
    expect(new Admission().asked({ ...resource, byteLength: 500 })).toEqual(byteRange(0, 500));
  });
});

describe('an answer speaks of the file', () => {
  test('of the link, by the validator of the link', () => {
    const link = new Source(resource.url, true, 12);
    expect(agrees(link, resource, resource)).toBe(true);
    expect(agrees(link, { ...resource, validator: '"v2"' }, resource)).toBe(false);
  });

  test('of a mirror, by the validator that mirror has shown', () => {
    const source = mirror();
    source.validator = '"m1"';
    expect(agrees(source, { ...resource, validator: '"m1"' }, resource)).toBe(true);
    expect(agrees(source, { ...resource, validator: '"v1"' }, resource)).toBe(false);
    expect(agrees(source, { ...resource, validator: '"m1"', byteLength: 5 }, resource)).toBe(false);
  });
});
