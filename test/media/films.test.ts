import { readFile, stat } from 'node:fs/promises';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { runTool } from './ffmpeg';
import { film, readFrameNumber } from './films';

interface Probed {
  codec_name: string;
  width?: number;
  height?: number;
  r_frame_rate: string;
  has_b_frames?: number;
  nb_frames: string;
  codec_tag_string: string;
}

async function streamsOf(file: string): Promise<Probed[]> {
  const json = await runTool('ffprobe', ['-show_streams', '-of', 'json', file]);
  return JSON.parse(json.toString()).streams;
}

async function keyFramesOf(file: string): Promise<number[]> {
  const args = ['-select_streams', 'v', '-show_entries', 'packet=flags', '-of', 'csv=p=0', file];
  const flags = (await runTool('ffprobe', args)).toString().trim().split('\n');
  return flags.flatMap((flag, index) => (flag.startsWith('K') ? [index] : []));
}

/** Types of the top-level boxes, in order. */
async function boxesOf(file: string): Promise<string[]> {
  const bytes = await readFile(file);
  const boxes: string[] = [];
  for (let offset = 0; offset < bytes.length; offset += bytes.readUInt32BE(offset))
    boxes.push(bytes.toString('latin1', offset + 4, offset + 8));
  return boxes;
}

// The first run makes the films.
vi.setConfig({ testTimeout: 60_000 });

describe('films', () => {
  it('are H.264 with B-frames and AAC, moov first, unless told otherwise', async () => {
    const file = await film({ seconds: 3 });
    const [video, audio] = await streamsOf(file);
    expect(video).toMatchObject({
      codec_name: 'h264',
      width: 640,
      height: 360,
      r_frame_rate: '25/1',
      nb_frames: '75',
    });
    expect(video?.has_b_frames).toBeGreaterThan(0);
    expect(audio).toMatchObject({ codec_name: 'aac', sample_rate: '48000', channels: 2 });
    expect(await keyFramesOf(file)).toEqual([0, 50]);
    const boxes = await boxesOf(file);
    expect(boxes.indexOf('moov')).toBeLessThan(boxes.indexOf('mdat'));
    expect(await film({ seconds: 3 })).toBe(file);
  });

  it('can have the moov last, no sound, no B-frames, an exact bit rate', async () => {
    const recipe = {
      seconds: 4,
      moov: 'last',
      audioCodec: 'none',
      bFrames: 0,
      fps: 30,
      gopFrames: 15,
    } as const;
    const file = await film({ ...recipe, videoBitsPerSecond: 4_000_000 });
    const streams = await streamsOf(file);
    expect(streams).toHaveLength(1);
    expect(streams[0]).toMatchObject({ has_b_frames: 0, r_frame_rate: '30/1' });
    expect((await keyFramesOf(file)).slice(0, 3)).toEqual([0, 15, 30]);
    const boxes = await boxesOf(file);
    expect(boxes.indexOf('mdat')).toBeLessThan(boxes.indexOf('moov'));
    const bitsPerSecond = ((await stat(file)).size * 8) / 4;
    expect(bitsPerSecond / 4_000_000).toBeCloseTo(1, 1);
  });

  it.each([
    ['hevc', 'flac'],
    ['vp9', 'opus'],
    ['av1', 'aac'],
    ['none', 'opus'],
  ] as const)('can be %s and %s', async (videoCodec, audioCodec) => {
    const file = await film({ seconds: 2, width: 320, height: 180, videoCodec, audioCodec });
    const names = (await streamsOf(file)).map((stream) => stream.codec_name);
    expect(names).toEqual([videoCodec, audioCodec].filter((name) => name !== 'none'));
  });
});

describe('readFrameNumber', () => {
  afterEach(() => vi.unstubAllGlobals());

  /** What it reads from a picture of grey values, the canvas played by a stand-in. */
  function readGrey(grey: Uint8Array, videoWidth: number): number {
    const context = {
      drawImage: () => {},
      getImageData: (_x: number, _y: number, width: number, height: number) => ({
        data: Uint8Array.from({ length: width * height * 4 }, (_, index) => grey[index >> 2] ?? 0),
      }),
    };
    vi.stubGlobal('document', { createElement: () => ({ getContext: () => context }) });
    return readFrameNumber({ videoWidth, readyState: 2 } as HTMLVideoElement);
  }

  async function frame(file: string, index: number, width: number, height: number): Promise<Uint8Array> {
    const pick = [
      '-vf',
      `select=eq(n\\,${index})`,
      '-frames:v',
      '1',
      '-pix_fmt',
      'gray',
      '-f',
      'rawvideo',
      '-',
    ];
    const grey = await runTool('ffmpeg', ['-i', file, ...pick]);
    expect(grey).toHaveLength(width * height);
    return grey;
  }

  it.each([
    [{ seconds: 3 }, 640, 360],
    [{ seconds: 2, width: 320, height: 180, videoCodec: 'av1', audioCodec: 'aac' }, 320, 180],
  ] as const)('reads the number drawn on %o', async (recipe, width, height) => {
    const file = await film(recipe);
    for (const index of [0, 1, 31, 42, 49]) {
      expect(readGrey(await frame(file, index, width, height), width)).toBe(index);
    }
  });

  it('takes no other picture for a number', () => {
    expect(readGrey(new Uint8Array(640 * 360), 640)).toBe(-1);
    expect(readGrey(new Uint8Array(640 * 360).fill(255), 640)).toBe(-1);
    expect(readFrameNumber({ videoWidth: 0, readyState: 0 } as HTMLVideoElement)).toBe(-1);
  });
});
