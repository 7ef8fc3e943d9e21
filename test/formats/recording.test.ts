import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { made } from '../media/ffmpeg';
import { soundLateness } from './recording';
import { clip } from './row';

test.each([0, 0.12, -0.3])('a recording whose sound is %d s late is found to be', async (lateSeconds) => {
  const path = await clip();
  const inputs = ['-i', path, '-itsoffset', `${lateSeconds}`, '-i', path];
  const late = await made('recorded', [...inputs, '-map', '0:v', '-map', '1:a', '-c', 'copy']);
  expect(Math.abs((await soundLateness(await readFile(late)))! - lateSeconds)).toBeLessThan(0.01);
});

test('of a recording without sound nothing is said', async () => {
  const silent = await readFile(await clip({ audioCodec: 'none' }));
  expect(await soundLateness(silent)).toBeNull();
});
