import { expect, test } from 'vitest';
import { ttmlCues } from '../../../src/core/mp4/ttml';

const sample = { startSeconds: 10, endSeconds: 20, range: { start: 0, endExclusive: 1 } };
const cuesOf = (body: string, root = '') =>
  ttmlCues(`<?xml version="1.0"?><tt:tt ${root}><tt:head/><tt:body>${body}</tt:body></tt:tt>`, sample).map(
    ({ startSeconds, endSeconds, text }) => [startSeconds, endSeconds, text],
  );

test('words at their times, whatever they are written in', () => {
  const times = [
    ['00:00:11', '00:00:12.5'],
    ['11s', '12500ms'],
    ['00:00:11:00', '00:00:12:15'],
    ['275f', '312.5f', 'ttp:frameRate="25"'],
    ['110t', '125t', 'ttp:tickRate="10"'],
  ] as const;
  for (const [begin, end, root] of times) {
    const body = `<div><tt:p xml:id='a' begin="${begin}" end="${end}">Words</tt:p></div>`;
    expect(cuesOf(body, root)).toEqual([[11, 12.5, 'Words']]);
  }
});

test('times count from what words lie in, and end with it and with their sample', () => {
  expect(cuesOf('<div begin="11s"><p begin="1s" dur="2s">a</p><p begin="5s">b</p></div>')).toEqual([
    [12, 14, 'a'],
    [16, 20, 'b'],
  ]);
  expect(cuesOf('<p>all along</p>')).toEqual([[10, 20, 'all along']]);
  expect(cuesOf('<p begin="1s" end="2s">before</p><p begin="30s">after</p>')).toEqual([]);
});

test('lines, entities, and what is no text', () => {
  const words = `\n  a &amp; b &lt;i> &#233;&#x21; <span tts:color="red">red</span><br/>\n<!-- no --> two <metadata/>`;
  expect(cuesOf(`<p begin="11s" end="12s">${words}</p>`)).toEqual([
    [11, 12, 'a &amp; b &lt;i&gt; é! red\ntwo'],
  ]);
});

test('what is broken gives what can be read of it', () => {
  expect(cuesOf('<p begin="11s">never ends')).toEqual([]);
  expect(cuesOf('</p></p><p begin="soon" end="12s">x</p>')).toEqual([[10, 12, 'x']]);
  expect(ttmlCues('<'.repeat(60_000), sample)).toEqual([]);
  expect(ttmlCues(`<p ${'a="" '.repeat(12_000)}`, sample)).toEqual([]);
  expect(ttmlCues('<div>'.repeat(12_000), sample)).toEqual([]);
});
