import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { filmTitle } from '../../src/shared/film-title';

const url = 'https://cdn.example/a/fallback.mp4?sig=1';
/** As `fetch` gives it: one character a byte. */
const asHeader = (text: string): string =>
  [...new TextEncoder().encode(text)].map((byte) => String.fromCharCode(byte)).join('');

describe('the title from Content-Disposition', () => {
  it.each([
    ['attachment; filename="A Film.mp4"', 'A Film.mp4'],
    ['inline; filename=film.mp4', 'film.mp4'],
    ['attachment; filename="fallback.mp4"; filename*=UTF-8\'\'%E7%94%B5%E5%BD%B1.mp4', '电影.mp4'],
    [asHeader('attachment; filename="电影.mp4"'), '电影.mp4'],
    [asHeader('attachment; filename="Amélie.mp4"'), 'Amélie.mp4'],
    ['attachment; filename="Am\u00e9lie.mp4"', 'Amélie.mp4'],
    ['attachment; filename="%E7%94%B5%E5%BD%B1.mp4"', '电影.mp4'],
    ['attachment; filename="100% fun.mp4"', '100% fun.mp4'],
    ['attachment; filename="C:\\\\films\\\\a.mp4"', 'a.mp4'],
    ['attachment; filename="../../etc/a.mp4"', 'a.mp4'],
    ['attachment; filename="a\u202egpj.mp4"', 'a gpj.mp4'],
    ["attachment; filename*=UTF-8''a%E2%80%AE%D8%9Cgpj%E2%80%A8.mp4", 'a gpj .mp4'],
    [`attachment; filename="${'a'.repeat(250_000)}"`, 'a'.repeat(200)],
  ])('%j is %j', (header, title) => expect(filmTitle(header, url)).toBe(title));

  it.each(['', 'attachment', 'attachment; filename=""', ';;;', '="', 'attachment; filename="..."; ='])(
    '%j says nothing, so the address does',
    (header) => expect(filmTitle(header, url)).not.toBe(''),
  );
});

describe('the title from the address', () => {
  it.each([
    ['https://h.example/films/%E7%94%B5%E5%BD%B1.mp4?x=/y#z', '电影.mp4'],
    ['https://h.example/a%20b.mp4', 'a b.mp4'],
    ['https://h.example/100%.mp4', '100%.mp4'],
    ['https://h.example/%ff%fe.mp4', '%ff%fe.mp4'],
    ['https://h.example/a%2Fb.mp4', 'b.mp4'],
    ['https://h.example/', 'h.example'],
    ['https://h.example', 'h.example'],
    ['no address', 'no address'],
  ])('%s is %s', (address, title) => expect(filmTitle(null, address)).toBe(title));
});

it('never throws, whatever it is given', () => {
  const text = fc.string({ unit: 'binary' });
  fc.assert(fc.property(fc.option(text), text, (header, address) => void filmTitle(header, address)));
  fc.assert(
    fc.property(text, (name) => void filmTitle(`attachment; filename="${name}"; filename*=${name}`, url)),
  );
});
