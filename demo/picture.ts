import { execFile } from 'node:child_process';
import { mkdir, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { promisify } from 'node:util';
import type { Scene } from './scene';

const run = promisify(execFile);

/** Writes one PNG of what the viewer sees: the plain page left, the player right. Without ffmpeg only the player. */
export async function takePicture({ funnel, plain }: Scene, file: string): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  const right = file.replace(/\.png$/, '-funnel.png') as `${string}.png`;
  const left = file.replace(/\.png$/, '-plain.png') as `${string}.png`;
  // The player hides its figures after a while: a pointer that moves brings them back.
  await funnel.mouse.move(400, 300);
  await funnel.mouse.move(640, 360);
  await Promise.all([funnel.screenshot({ path: right }), plain?.screenshot({ path: left })]);
  try {
    if (plain) {
      await run('ffmpeg', ['-v', 'error', '-y', '-i', left, '-i', right, '-filter_complex', 'hstack', file]);
    } else {
      await rename(right, file);
    }
  } catch {
    await rename(right, file);
  }
  await Promise.all([rm(right, { force: true }), rm(left, { force: true })]);
}
