import { expect, test, vi } from 'vitest';
import { preferredIndex, trackLabels } from '../../src/player/view/track-label';

vi.mock('webextension-polyfill', () => ({
  default: {
    i18n: {
      getMessage: (key: string, [number]: string[]) => (key === 'localeTag' ? 'en' : `Track ${number}`),
    },
  },
}));

test('tracks are called by language and name', () => {
  const tracks = [
    { language: 'eng' },
    { language: 'fre', name: 'Commentary\u202e' },
    { language: 'zh-Hant' },
    { language: 'und', name: 'Signs' },
  ];
  expect(trackLabels(tracks)).toEqual(['English', 'French – Commentary', 'Traditional Chinese', 'Signs']);
});

test('by number where nothing is known of them, or the same', () => {
  const tracks = [{ language: 'und' }, { language: 'eng' }, { language: 'eng' }, { language: '"><' }];
  expect(trackLabels(tracks)).toEqual(['Track 1', 'English (2)', 'English (3)', 'Track 4']);
});

test('the language the viewer likes most is the first choice', () => {
  const tracks = [{ language: 'eng' }, { language: 'fra' }, { language: 'zho' }];
  expect(preferredIndex(tracks, ['zh-CN', 'en'])).toBe(2);
  expect(preferredIndex(tracks, ['de-AT', 'fr-CA', 'en'])).toBe(1);
  expect(preferredIndex(tracks, ['de'])).toBe(0);
});
