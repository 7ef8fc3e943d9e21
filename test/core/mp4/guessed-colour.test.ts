import { expect, test } from 'vitest';
import { openMovie } from '../../../src/core/mp4/open-movie';
import { filmBytes } from './films';
import { memorySource } from './memory-source';
import { changed } from './moov-bytes';

const bt709 = '-colorspace bt709 -color_primaries bt709 -color_trc bt709';
const inStream = '-bsf:v h264_metadata=colour_primaries=1:transfer_characteristics=1:matrix_coefficients=1';

const vp9 = '-c:v libvpx-vp9 -deadline realtime -cpu-used 8';
const aom = '-c:v libaom-av1 -cpu-used 8 -usage realtime';
const av1Stream = '-bsf:v av1_metadata=color_primaries=1:transfer_characteristics=1:matrix_coefficients=1';

test.each([
  ['small, colours not told', '320x180', '', [6, 6, 6, 0]],
  [
    'interlaced and cropped, colours not told',
    '322x180',
    '-flags +ildct+ilme -x264-params tff=1',
    [6, 6, 6, 0],
  ],
  ['only primaries told', '320x180', '-color_primaries bt709', [6, 6, 6, 0]],
  ['VP9, colours not told', '320x180', vp9, [6, 6, 6, 0]],
  ['AV1, colours not told', '320x180', aom, [6, 6, 6, 0]],
  ['AV1 of another encoder', '320x180', '-c:v libsvtav1 -preset 12', [6, 6, 6, 0]],
  ['AV1, colours told by the stream', '320x180', `${aom} ${av1Stream}`, null],
  ['of high definition', '128x720', '', null],
  ['colours told by the stream', '320x180', inStream, null],
  ['full range told by the stream', '320x180', '-color_range pc', null],
  ['colours told by the file', '320x180', bt709, [1, 1, 1, 0]],
  ['colours told as QuickTime does', '320x180', bt709, [1, 1, 1, 0], 'mov'],
] as const)('%s', async (_, size, options, colour, ending: string = 'mp4') => {
  const encoder = options.includes('-c:v')
    ? options
    : `-c:v libx264 -preset ultrafast${options && ` ${options}`}`;
  const bytes = filmBytes(`-f lavfi -i color=s=${size}:d=0.2,format=yuv420p ${encoder}`, ending);
  expect(await colourTold(bytes)).toEqual(colour);
});

test('a box that leaves them unspecified tells none', async () => {
  const bytes = filmBytes(`-f lavfi -i color=s=320x180:d=0.2,format=yuv420p ${vp9} ${bt709}`);
  expect(await colourTold(bytes)).toEqual([1, 1, 1, 0]);
  const untold = changed(bytes, (_, copy) => {
    const after = (text: string) => Buffer.from(copy).indexOf(text, 0, 'latin1') + text.length;
    copy.set([0, 2, 0, 2, 0, 2], after('colrnclx'));
    copy.set([2, 2, 2], after('vpcC') + 7);
  });
  expect(await colourTold(untold)).toEqual([6, 6, 6, 0]);
});

/** Primaries, transfer, matrix and range of the init segment. */
async function colourTold(bytes: Uint8Array): Promise<number[] | null> {
  const [track] = (await openMovie(memorySource(bytes))).tracks;
  const init = Buffer.from(track!.initSegment);
  const at = init.indexOf('colrnclx', 0, 'latin1') + 8;
  if (at < 8) return null;
  return [init.readUInt16BE(at), init.readUInt16BE(at + 2), init.readUInt16BE(at + 4), init[at + 6]! >> 7];
}
