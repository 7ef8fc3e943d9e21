import { describe, expect, test } from 'vitest';
import { captionsBeside } from '../../src/player/captions/beside';
import { decodeText } from '../../src/player/captions/decode-text';
import { captionLanguage, isCaptionFile, parseCaptions } from '../../src/player/captions/parse-captions';

const bytesOf = (text: string) => new TextEncoder().encode(text);
const fromBase64 = (text: string) => new Uint8Array(Buffer.from(text, 'base64'));
const simplified = '你好，世界。我们明天在车站见面，不要迟到。';
const utf16 = (text: string, isBigEndian: boolean) => {
  const bytes = Buffer.from(text, 'utf16le');
  return new Uint8Array(isBigEndian ? bytes.swap16() : bytes);
};

describe('text is read in whatever encoding it was written', () => {
  const srt = (text: string) => `1\n00:00:01,000 --> 00:00:02,000\n${text}\n`;
  test.each([
    ['UTF-8', bytesOf(srt(simplified)), simplified],
    ['UTF-8 with a mark', bytesOf(`\ufeff${srt(simplified)}`), simplified],
    ['UTF-16LE', utf16(srt(simplified), false), simplified],
    ['UTF-16BE with a mark', utf16(`\ufeff${srt(simplified)}`, true), simplified],
    [
      'GB18030',
      fromBase64(
        'MQowMDowMDowMSwwMDAgLS0+IDAwOjAwOjAyLDAwMArE47rDo6zKwL3noaPO0sPHw/fM7NTas7XVvrz7w+ajrLK70qqz2bW9oaMK',
      ),
      simplified,
    ],
    [
      'Big5',
      fromBase64(
        'MQowMDowMDowMSwwMDAgLS0+IDAwOjAwOjAyLDAwMAqnQaZuoUGlQKzJoUOn2q3Mqfqk0aZiqK6vuKijrbGhQaSjrW6/8KjsoUMK',
      ),
      '你好，世界。我們明天在車站見面，不要遲到。',
    ],
    [
      'Shift_JIS',
      fromBase64(
        'MQowMDowMDowMSwwMDAgLS0+IDAwOjAwOjAyLDAwMAqCsYLxgsmCv4LNgUGQoopFgUKWvpP6iXeCxYnvgqKC3IK1guWCpIFCkniC6oLIgqKCxYKtgr6Cs4KigUIK',
      ),
      'こんにちは、世界。明日駅で会いましょう。遅れないでください。',
    ],
  ])('%s', (_, bytes, text) => expect(decodeText(bytes)).toBe(srt(text)));
});

describe('captions are made of', () => {
  test('SubRip, its placing kept as above or below', async () => {
    const text =
      '1\r\n00:00:01,000 --> 00:00:02,500\r\n<i>One</i>\r\ntwo\r\n\r\n2\r\n00:01:03,000 --> 00:01:04,000\r\n{\\an8}Above\r\n';
    expect(await parseCaptions('a.srt', bytesOf(text))).toEqual([
      { startSeconds: 1, endSeconds: 2.5, text: '<i>One</i>\ntwo', settings: '' },
      { startSeconds: 63, endSeconds: 64, text: 'Above', settings: 'line:0' },
    ]);
  });

  test('WebVTT with its settings', async () => {
    const text = 'WEBVTT\n\n00:01.000 --> 00:02.000 line:10% align:start\nOne\n';
    expect(await parseCaptions('a.vtt', bytesOf(text))).toEqual([
      { startSeconds: 1, endSeconds: 2, text: 'One', settings: 'line:10% align:start' },
    ]);
  });

  test('Advanced SubStation: what is said, as it is said', async () => {
    const text = [
      '[Script Info]',
      'Title: Not shown',
      '',
      '[V4+ Styles]',
      'Format: Name, Fontname, Fontsize',
      'Style: Default,Arial,20',
      '',
      '[Events]',
      'Format: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text',
      'Dialogue: 0,0:00:05.00,0:00:06.50,Default,Ann,0,0,0,,{\\i1}Later{\\i0}, with 1,000 , commas',
      'Comment: 0,0:00:05.00,0:00:06.50,Default,,0,0,0,,What the one before meant',
      '; A remark',
      'Dialogue: 0,0:00:01.00,0:00:03.50,Default,,0,0,0,,Hello\\Nworld',
      'Dialogue: 0,0:00:01.00,0:00:03.50,Default,,0,0,0,,{\\p1\\pos(3,4)}m 0 0 l 10 0 10 10{\\p0}',
      'Dialogue: 0,0:00:07.00,0:00:08.00,Default,,0,0,0,,{\\fad(1,2)\\an8}A sign {a note}& <more>',
      'Dialogue: 0,0:00:09.00,0:00:10.00,Default,,0,0,0,,{\\a6}In an older script{\\p1}m 0 0{\\p0} too',
      '[Fonts]',
      'fontname: arial.ttf',
      '!!!!',
    ].join('\r\n');
    const cue = (startSeconds: number, endSeconds: number, text: string, settings = '') => ({
      startSeconds,
      endSeconds,
      text,
      settings,
    });
    expect(await parseCaptions('a.ASS', bytesOf(text))).toEqual([
      cue(1, 3.5, 'Hello\nworld'),
      cue(5, 6.5, 'Later, with 1,000 , commas'),
      cue(7, 8, 'A sign &amp; &lt;more>', 'line:0'),
      cue(9, 10, 'In an older script too', 'line:0'),
    ]);
  });

  test.each(['', '<!doctype html><p>Not found</p>', '\u0000\u0001\u0002'])('nothing, of %j', async (text) => {
    expect(await parseCaptions('a.srt', bytesOf(text))).toEqual([]);
  });
});

test.each([
  ['film.srt', true, 'und'],
  ['film.zh.srt', true, 'zh'],
  ['film.zh-TW.ASS', true, 'zh-TW'],
  ['film.2019.vtt', true, 'und'],
  ['film.mp4', false, 'und'],
  ['constructor', false, 'und'],
])('%s: captions %s, in %s', (name, isIt, language) => {
  expect(isCaptionFile(name)).toBe(isIt);
  expect(captionLanguage(name)).toBe(language);
});

describe('captions are looked for beside a film', () => {
  test('by its name, and in no more than two languages', () => {
    const base = 'https://a.test/x/My%20film';
    expect(captionsBeside(`${base}.mp4`, ['zh-CN', 'zh', 'en-US', 'fr'])).toEqual([
      `${base}.srt`,
      `${base}.vtt`,
      `${base}.ass`,
      `${base}.zh.srt`,
      `${base}.zh-CN.srt`,
      `${base}.en.srt`,
      `${base}.en-US.srt`,
    ]);
    expect(captionsBeside('http://a.test/film.v2.mkv#t=5', [])[0]).toBe('http://a.test/film.v2.srt');
  });

  test.each(['https://a.test/film.mp4?sig=1', 'https://a.test/film', 'https://film.mp4', 'https://a.test/'])(
    'nowhere, for %s',
    (url) => expect(captionsBeside(url, ['en'])).toEqual([]),
  );
});
