import { describe, expect, it } from 'vitest';
import { judge } from '../../bench/bars';
import { type Figures, medianFigures } from '../../bench/figures';

const figures: Figures = {
  firstFrameMs: 700,
  firstFrameFromOrderMs: 720,
  watchedMs: 30_000,
  stalls: 0,
  stalledMs: 0,
  longestStallMs: 0,
  filmSeconds: 29,
  filmSecondsAt30: 28,
  bytesPerSecond: null,
  sockets: 12,
  peakRequests: 12,
  redundancy: 1,
  seeks: [{ toSeconds: 240, elapsedMs: 400, shownFrame: 6000 }],
};
const native = {
  ...figures,
  firstFrameMs: 500,
  seeks: [{ toSeconds: 240, elapsedMs: 100, shownFrame: 6000 }],
};

describe('judge', () => {
  it('gives Firefox half as much time again, and both the same rates and counts', () => {
    const bars = { firstFrameMs: 600, bytesPerSecond: 1000, redundancy: 1.05 };
    const slow = { ...figures, bytesPerSecond: 990 };
    expect(judge('chromium', bars, slow, null).map(({ bar, reached }) => [bar, reached])).toEqual([
      [600, false],
      [1000, false],
      [1.05, true],
    ]);
    expect(judge('firefox', bars, slow, null).map(({ bar, reached }) => [bar, reached])).toEqual([
      [900, true],
      [1000, false],
      [1.05, true],
    ]);
  });

  it('compares with the plain <video> of the same run', () => {
    const bars = { firstFrameTimesNative: 1.5, seekTimesNative: 2 };
    expect(judge('chromium', bars, figures, native)).toEqual([
      { name: 'first frame ÷ native', bar: 1.5, value: 1.4, reached: true },
      { name: 'seek to 240 s ÷ native', bar: 2, value: 4, reached: false },
    ]);
  });

  it('takes what never came, and a film that never played, as not reached', () => {
    const never = {
      ...figures,
      firstFrameMs: null,
      longestStallMs: null,
      seeks: [{ toSeconds: 240, elapsedMs: null, shownFrame: -1 }],
    };
    const bars = { firstFrameMs: 600, seekMs: 500, stalls: 0, longestStallMs: 1000 };
    const judged = judge('chromium', bars, never, null);
    expect(judged).toHaveLength(4);
    expect(judged.filter(({ reached }) => reached)).toEqual([]);
  });
});

describe('medianFigures', () => {
  it('takes each figure on its own, and null for larger than all', () => {
    const openings = [900, 300, null].map((firstFrameMs, index) => ({
      ...figures,
      firstFrameMs,
      seeks: [{ toSeconds: 240, elapsedMs: [50, 70, 60][index] ?? null, shownFrame: 6000 }],
    }));
    const { firstFrameMs, seeks, bytesPerSecond } = medianFigures(openings);
    expect([firstFrameMs, seeks[0]?.elapsedMs, bytesPerSecond]).toEqual([900, 60, null]);
  });
});
