import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runTool } from '../media/ffmpeg';
import { frameNumbersIn } from '../media/frame-number';
import { fps } from './row';
import { leastApart } from './seen';

/** The beep that films of the matrix have at the start of every second, and how fine it is looked for. */
const beepHertz = 880;
const sampleRate = 8000;
const windowSeconds = 0.01;
/** A recording that holds no more than a header was made on a machine too busy to encode any. */
const headerBytes = 1000;
/** Less of it is noise. */
const quiet = 0.5;
const stepSeconds = 0.001;

/** Of the picture around a beep: a player on a busy machine stops now and then, sound and picture together. */
const nearSeconds = 0.4;

/**
 * How late a recording's sound is to its picture, in seconds: each beep against the seconds told by the numbers of
 * the frames around it. Beeps are all alike, so it is the least it may be: half a second, either way, at most. Null
 * where there are none.
 */
export async function soundLateness(recording: Uint8Array): Promise<number | null> {
  if (recording.byteLength < headerBytes) return null;
  const folder = await mkdtemp(join(tmpdir(), 'recording-'));
  try {
    const path = join(folder, 'recording.webm');
    await writeFile(path, recording);
    const [beeps, frames] = [await beepTimes(path), await frameTimes(path)];
    const late = beeps.flatMap((beep) => {
      const near = frames.filter(({ seconds }) => Math.abs(seconds - beep) < nearSeconds);
      const start = median(near.map(({ seconds, number }) => seconds - number / fps));
      return start === null ? [] : [leastApart(beep - start)];
    });
    return median(late);
  } finally {
    await rm(folder, { recursive: true });
  }
}

const median = (values: readonly number[]): number | null =>
  [...values].sort((a, b) => a - b)[values.length >> 1] ?? null;

/** When each frame comes first. */
async function frameTimes(path: string): Promise<{ seconds: number; number: number }[]> {
  const entries = ['-select_streams', 'v', '-show_entries', 'frame=pts_time', '-of', 'csv=p=0'];
  const listed = (await runTool('ffprobe', [...entries, path])).toString();
  const times = listed.split('\n').filter(Boolean).map(Number.parseFloat);
  const numbers = await frameNumbersIn(path, 320);
  return numbers.flatMap((number, index) =>
    number === numbers[index - 1] ? [] : [{ seconds: times[index]!, number }],
  );
}

/** When beeps begin. */
async function beepTimes(path: string): Promise<number[]> {
  const start = await runTool('ffprobe', [
    '-select_streams',
    'a',
    '-show_entries',
    'stream=start_time',
    '-of',
    'csv=p=0',
    path,
  ]);
  const startSeconds = Number.parseFloat(start.toString());
  // A browser that has no sound to record.
  if (Number.isNaN(startSeconds)) return [];
  const pcm = await runTool('ffmpeg', [
    '-i',
    path,
    '-map',
    '0:a',
    '-ac',
    '1',
    '-ar',
    `${sampleRate}`,
    '-f',
    'f32le',
    '-',
  ]);
  const samples = new Float32Array(pcm.buffer.slice(pcm.byteOffset, pcm.byteOffset + pcm.byteLength));
  const step = stepSeconds * sampleRate;
  const width = windowSeconds * sampleRate;
  const loudness = Array.from({ length: Math.floor((samples.length - width) / step) }, (_, index) =>
    loudnessOfBeep(samples.subarray(index * step, index * step + width)),
  );
  const half = Math.max(quiet, ...loudness) / 2;
  return loudness.flatMap((value, index) => {
    const isFirst = value > half && (loudness[index - 1] ?? value) <= half;
    return isFirst ? [startSeconds + index * stepSeconds + windowSeconds / 2] : [];
  });
}

/** How much of a beep's pitch there is. */
function loudnessOfBeep(samples: Float32Array): number {
  let [real, imaginary] = [0, 0];
  samples.forEach((sample, index) => {
    const angle = (2 * Math.PI * beepHertz * index) / sampleRate;
    real += sample * Math.cos(angle);
    imaginary += sample * Math.sin(angle);
  });
  return Math.hypot(real, imaginary);
}
