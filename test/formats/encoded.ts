import { made } from '../media/ffmpeg';
import { drawFrameNumber } from '../media/frame-number';
import { fps, seconds } from './row';

interface Encoding {
  /** ffmpeg's options for the picture; null for none. Default: H.264. */
  readonly video?: readonly string[] | null;
  /** And for the sound. Default: AAC. */
  readonly audio?: readonly string[] | null;
  readonly ending?: string;
  /** Output options beside those. */
  readonly after?: readonly string[];
}

export const h264 = ['-c:v', 'libx264', '-preset', 'ultrafast', '-bf', '2', '-sc_threshold', '0'];
export const aac = ['-c:a', 'aac', '-b:a', '96k'];

/** A numbered film in any codec and container that ffmpeg writes; kept once made. */
export function encoded({
  video = h264,
  audio = aac,
  ending = 'mp4',
  after = [],
}: Encoding): Promise<string> {
  const picture = `testsrc2=s=320x180:r=${fps}:d=${seconds},format=yuv420p,${drawFrameNumber(320)}`;
  const sound = `sine=f=220:b=4:r=48000:d=${seconds},volume=0.4`;
  const common = ['-strict', '-2', '-movflags', '+faststart', ...after];
  return made(
    'format',
    [
      ...(video ? ['-f', 'lavfi', '-i', picture] : []),
      ...(audio ? ['-f', 'lavfi', '-i', sound] : []),
      ...(video ? ['-g', '25', ...video] : []),
      ...(audio ? ['-ac', '2', ...audio] : []),
      ...common,
    ],
    ending,
  );
}
