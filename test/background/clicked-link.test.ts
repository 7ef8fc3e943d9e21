import { describe, expect, it } from 'vitest';
import { clickedLink, clickedReferrer } from '../../src/background/clicked-link';

const film = 'https://h.example/film.mp4';
const page = 'https://h.example/watch';

describe('clickedLink', () => {
  it.each([
    ['a link', { linkUrl: film }, film],
    ['a link in selected text', { linkUrl: film, selectionText: 'words' }, film],
    ['a linked picture', { mediaType: 'image', srcUrl: 'https://h.example/p.jpg', linkUrl: film }, film],
    ['a film', { mediaType: 'video', srcUrl: film }, film],
    ['a film within a link', { mediaType: 'video', srcUrl: film, linkUrl: page }, film],
    ['a blob within a link', { mediaType: 'video', srcUrl: 'blob:https://h/1', linkUrl: page }, page],
    ['a blob', { mediaType: 'video', srcUrl: 'blob:https://h/1' }, 'blob:https://h/1'],
    ['a sound', { mediaType: 'audio', srcUrl: film }, film],
    ['selected text', { selectionText: ` ${film} ` }, ` ${film} `],
    ['nothing', {}, ''],
  ])('of %s', (_what, click, link) => expect(clickedLink(click)).toBe(link));
});

describe('clickedReferrer', () => {
  it.each([
    ['the page', { pageUrl: `${page}?a=1#t=9` }, `${page}?a=1`],
    ['the frame in it', { pageUrl: page, frameUrl: 'https://frame.example/' }, 'https://frame.example/'],
    ['no file', { pageUrl: 'file:///home/me/' }, null],
    ['no extension', { pageUrl: 'chrome-extension://id/x.html' }, null],
    ['nothing', {}, null],
  ])('is %s', (_what, click, referrer) => expect(clickedReferrer(click)).toBe(referrer));
});
