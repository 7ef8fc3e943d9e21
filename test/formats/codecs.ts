import { unshifted } from './edits';
import { aac, encoded, h264 } from './encoded';
import type { FormatGroup, FormatRow } from './row';

const x264 = (name: string, ...params: string[]): FormatRow => ({
  name: `H.264, ${name}`,
  make: () => encoded({ video: [...h264, ...params] }),
});
const with_ = (name: string, audio: readonly string[], ending = 'mp4'): FormatRow => ({
  name: `H.264 and ${name}`,
  ending,
  make: () => encoded({ audio, ending }),
});
const picture = (
  name: string,
  video: readonly string[],
  audio: readonly string[] | null = aac,
  ending = 'mp4',
): FormatRow => ({
  name,
  ending,
  make: () => encoded({ video, audio, ending }),
});
const sound = (name: string, audio: readonly string[], ending = 'm4a'): FormatRow => ({
  name: `${name}, sound only`,
  ending,
  make: () => encoded({ video: null, audio, ending }),
});

const opus = ['-c:a', 'libopus', '-b:a', '64k'];
const flac = ['-c:a', 'flac'];
const mp3 = ['-c:a', 'libmp3lame', '-b:a', '96k'];
const hevc = (tag: string, ...params: string[]) => [
  ...['-c:v', 'libx265', '-preset', 'ultrafast', '-tag:v', tag, ...params],
  ...['-x265-params', 'keyint=25:min-keyint=25:scenecut=0:open-gop=0:log-level=error'],
];
const vp9 = ['-c:v', 'libvpx-vp9', '-deadline', 'realtime', '-cpu-used', '8'];
const av1 = ['-c:v', 'libsvtav1', '-preset', '12'];

export const sounds: FormatGroup = {
  title: 'Sound',
  rows: [
    with_('Opus', opus),
    with_('FLAC', flac),
    with_('FLAC of 96 kHz', [...flac, '-ar', '96000']),
    with_('MP3', mp3),
    with_('MP3 of 44.1 kHz', [...mp3, '-ar', '44100']),
    with_('MP3, QuickTime', mp3, 'mov'),
    {
      name: 'H.264 and MP3, in fragments',
      make: () => encoded({ audio: mp3, after: ['-movflags', 'frag_keyframe+empty_moov+default_base_moof'] }),
      truth: unshifted,
    },
    with_('ALAC', ['-c:a', 'alac']),
    with_('AC-3', ['-c:a', 'ac3']),
    with_('E-AC-3', ['-c:a', 'eac3']),
    with_('Vorbis', ['-c:a', 'libvorbis']),
    with_('PCM of 16 bits, QuickTime', ['-c:a', 'pcm_s16le'], 'mov'),
    with_('PCM of 24 bits, QuickTime', ['-c:a', 'pcm_s24be'], 'mov'),
    with_('PCM of floating-point numbers, QuickTime', ['-c:a', 'pcm_f32le'], 'mov'),
    with_('PCM of 96 kHz, QuickTime', ['-c:a', 'pcm_s16le', '-ar', '96000'], 'mov'),
    with_('PCM by the A-law, QuickTime', ['-c:a', 'pcm_alaw'], 'mov'),
    with_('AAC in QuickTime’s sound description', aac, 'mov'),
    with_('AAC of 22.05 kHz, one channel', [...aac, '-ar', '22050', '-ac', '1']),
    with_('AAC of six channels', [...aac, '-ac', '6']),
    sound('FLAC', flac, 'mp4'),
    sound('MP3', mp3, 'mp4'),
    sound('ALAC', ['-c:a', 'alac']),
    sound('AC-3', ['-c:a', 'ac3'], 'mp4'),
  ],
};

export const pictures: FormatGroup = {
  title: 'Picture',
  rows: [
    x264('baseline', '-profile:v', 'baseline', '-bf', '0'),
    x264(
      'high, eight B-frames, pyramid',
      '-preset',
      'medium',
      '-bf',
      '8',
      '-x264-params',
      'b-adapt=0:b-pyramid=normal',
    ),
    x264('ten bits', '-pix_fmt', 'yuv420p10le'),
    x264('4:4:4', '-pix_fmt', 'yuv444p'),
    x264('open groups of pictures', '-preset', 'medium', '-bf', '3', '-x264-params', 'open-gop=1:b-adapt=0'),
    x264('interlaced', '-preset', 'medium', '-flags', '+ilme+ildct'),
    x264('intra refresh', '-preset', 'medium', '-bf', '0', '-x264-params', 'intra-refresh=1'),
    x264('parameter sets within samples (avc3)', '-tag:v', 'avc3', '-bsf:v', 'dump_extra=freq=keyframe'),
    picture('HEVC (hvc1) and AAC', hevc('hvc1')),
    picture('HEVC (hev1) and AAC', hevc('hev1')),
    picture('HEVC of ten bits and AAC', hevc('hvc1', '-pix_fmt', 'yuv420p10le')),
    picture('VP9 and Opus', vp9, opus),
    picture('VP9 and AAC', vp9),
    picture('VP9 and FLAC', vp9, flac),
    picture('AV1 and Opus', av1, opus),
    picture('AV1 and AAC', av1),
    picture('AV1, picture only', av1, null),
    picture('MPEG-4 Visual and AAC', ['-c:v', 'mpeg4']),
    picture('MPEG-2 and AAC', ['-c:v', 'mpeg2video']),
    picture('Motion JPEG and PCM', ['-c:v', 'mjpeg', '-pix_fmt', 'yuvj420p'], ['-c:a', 'pcm_s16le'], 'mov'),
    picture('ProRes and AAC', ['-c:v', 'prores_ks', '-profile:v', '0'], aac, 'mov'),
  ],
};
