import { made } from './ffmpeg';
import { drawFrameNumber } from './frame-number';

export { readFrameNumber } from './frame-number';

export interface FilmRecipe {
  seconds: number;
  /** Default 640 × 360. */
  width?: number;
  height?: number;
  /** Default 25. */
  fps?: number;
  /** Distance of key frames. Default two seconds' worth. GOPs are closed. */
  gopFrames?: number;
  /** Default h264. */
  videoCodec?: 'h264' | 'hevc' | 'vp9' | 'av1' | 'none';
  /** Default aac. 48 kHz stereo, a low tone with a beep each second. */
  audioCodec?: 'aac' | 'opus' | 'flac' | 'none';
  /** Where the index lies. Default first. */
  moov?: 'first' | 'last';
  /** B-frames in a row, H.264 and HEVC only. Default 2. */
  bFrames?: number;
  /** Default: what the picture needs. H.264 keeps to it exactly, with filler. */
  videoBitsPerSecond?: number;
  /** ffmpeg's output options, after all others. */
  extraArgs?: readonly string[];
}

/** The path of such a film, an MP4 whose frames carry their number; made at the first call, then kept. */
export function film(recipe: FilmRecipe): Promise<string> {
  const { seconds, videoCodec = 'h264', audioCodec = 'aac', moov = 'first', extraArgs = [] } = recipe;
  const video = videoCodec === 'none' ? [] : videoInput(recipe);
  const audio =
    audioCodec === 'none' ? [] : ['-f', 'lavfi', '-i', `sine=f=220:b=4:r=48000:d=${seconds},volume=0.4`];
  return made(`${videoCodec}-${audioCodec}-${seconds}s`, [
    ...video,
    ...audio,
    ...(videoCodec === 'none' ? [] : videoCodecArgs(videoCodec, recipe)),
    ...(audioCodec === 'none' ? [] : audioCodecArgs[audioCodec]),
    ...(moov === 'first' ? ['-movflags', '+faststart'] : []),
    ...extraArgs,
  ]);
}

/** The film of the benchmarks: 5 minutes of 720p at 6.1 Mbit/s, 230 MB. */
export async function benchFilm(moov: 'first' | 'last' = 'first'): Promise<string> {
  const last = await film({
    seconds: 300,
    width: 1280,
    height: 720,
    fps: 25,
    gopFrames: 50,
    videoBitsPerSecond: 6_000_000,
    moov: 'last',
  });
  if (moov === 'last') return last;
  return made('bench-moov-first', ['-i', last, '-c', 'copy', '-movflags', '+faststart']);
}

function videoInput({ seconds, width = 640, height = 360, fps = 25 }: FilmRecipe): string[] {
  const pattern = `testsrc2=s=${width}x${height}:r=${fps}:d=${seconds}`;
  return ['-f', 'lavfi', '-i', `${pattern},format=yuv420p,${drawFrameNumber(width)}`];
}

function videoCodecArgs(codec: 'h264' | 'hevc' | 'vp9' | 'av1', recipe: FilmRecipe): string[] {
  const { fps = 25, gopFrames = 2 * fps, bFrames = 2, videoBitsPerSecond: rate } = recipe;
  const rateArgs = rate === undefined ? [] : ['-b:v', `${rate}`];
  const gop = ['-g', `${gopFrames}`, ...rateArgs];
  switch (codec) {
    case 'h264': {
      const exactly = ['-minrate', `${rate}`, '-maxrate', `${rate}`, '-bufsize', `${rate}`];
      const filler = [...exactly, '-x264-params', 'nal-hrd=cbr:filler=1'];
      const structure = ['-bf', `${bFrames}`, '-keyint_min', `${gopFrames}`, '-sc_threshold', '0'];
      const speed = ['-c:v', 'libx264', '-preset', 'ultrafast'];
      return [...speed, ...gop, ...structure, ...(rate === undefined ? [] : filler)];
    }
    case 'hevc': {
      const structure = `keyint=${gopFrames}:min-keyint=${gopFrames}:scenecut=0:open-gop=0:bframes=${bFrames}`;
      const params = ['-x265-params', `${structure}:log-level=error`, '-tag:v', 'hvc1'];
      return ['-c:v', 'libx265', '-preset', 'ultrafast', ...rateArgs, ...params];
    }
    case 'vp9':
      return ['-c:v', 'libvpx-vp9', '-deadline', 'realtime', '-cpu-used', '8', '-row-mt', '1', ...gop];
    case 'av1':
      return ['-c:v', 'libsvtav1', '-preset', '12', ...gop];
  }
}

const audioCodecArgs = {
  aac: ['-ac', '2', '-c:a', 'aac', '-b:a', '128k'],
  opus: ['-ac', '2', '-c:a', 'libopus', '-b:a', '96k'],
  flac: ['-ac', '2', '-c:a', 'flac', '-strict', '-2'],
};
