import { beforeEach, expect, test, vi } from 'vitest';

const setBadgeText = vi.fn();
vi.mock('webextension-polyfill', () => ({ default: { action: { setBadgeText } } }));
const { badgeText, showSpeed } = await import('../../src/background/speed-badge');

beforeEach(() => setBadgeText.mockClear());

test.each([
  [0, ''],
  [499, ''],
  [500, '1K'],
  [85_400, '85K'],
  [999_400, '999K'],
  [999_600, '1.0M'],
  [1_249_000, '1.2M'],
  [9_960_000, '10M'],
  [120_000_000, '120M'],
  [1_500_000_000, '1.5G'],
])('%i bytes a second are shown as "%s"', (speed, text) => {
  expect(badgeText(speed)).toBe(text);
});

test('players are added up, and one that is gone counts no more', () => {
  const [one, other] = [{}, {}];
  showSpeed(one, 1_000_000);
  showSpeed(other, 500_000);
  // Nothing new to be read.
  showSpeed(other, 500_001);
  showSpeed(one, null);
  showSpeed(other, null);
  expect(setBadgeText.mock.calls.map(([{ text }]) => text)).toEqual(['1.0M', '1.5M', '500K', '']);
});
