import { expect, test } from 'vitest';
import { matrix } from './matrix';
import { offsetsOf } from './offsets';
import { fps } from './row';

const rows = matrix.flatMap((group) => group.rows);
/** To make all of them takes a minute: every third will do but for the report. */
const compared = rows.filter((_, index) => process.env.FORMATS_REPORT || index % 3 === 0);

test('films enough, no two of a name', () => {
  expect(rows.length).toBeGreaterThanOrEqual(60);
  expect(new Set(rows.map(({ name }) => name)).size).toBe(rows.length);
});

test.each(compared.map((row) => [row.name, row] as const))(
  '%s: in step with ffmpeg',
  { timeout: 60_000 },
  async (_, row) => {
    const { movie, video, audio } = await offsetsOf(await row.make());
    expect(movie.durationSeconds).toBeGreaterThan(0);
    if (video !== null && audio !== null) expect(Math.abs(video - audio)).toBeLessThan(1 / fps);
  },
);
