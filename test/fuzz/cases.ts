import { openMovie } from '../../src/core/mp4/open-movie';
import { seededRandom } from '../core/funnel/seeded-random';
import { filmBytes } from '../core/mp4/films';
import { attempt, type Opener, type Outcome } from './attempt';
import { installMeter } from './meter';
import { mutate } from './mutate';

export interface Target {
  readonly name: string;
  readonly bytes: Uint8Array;
  readonly open: Opener;
}

const picture = '-f lavfi -i testsrc2=s=64x48:r=25:d=2';
const sound = '-f lavfi -i sine=r=48000:d=2';
const x264 = '-c:v libx264 -preset ultrafast -pix_fmt yuv420p -bf 3 -g 25 -x264-params b-adapt=0:scenecut=0';
const aac = '-c:a aac -b:a 32k';

/** Small films: what is to be damaged is their index. */
const recipes: Readonly<Record<string, readonly [recipe: string, extension?: string]>> = {
  'moov first': [`${picture} ${sound} ${x264} ${aac} -movflags +faststart`],
  'moov last, edited': [`-ss 0.5 ${picture} -itsoffset 0.3 ${sound} ${x264} ${aac}`],
  'two sounds': [`${picture} ${sound} -f lavfi -i sine=f=880:d=2 -map 0 -map 1 -map 2 ${x264} ${aac}`],
  'opus and vp9': [`${picture} ${sound} -c:v libvpx-vp9 -deadline realtime -cpu-used 8 -c:a libopus`],
  fragmented: [`${picture} ${sound} ${x264} ${aac} -movflags frag_keyframe+empty_moov+default_base_moof`],
  'fragmented, with sidx': [`${picture} ${x264} -movflags frag_keyframe+empty_moov+global_sidx`],
  'fragmented after the moov': [`${picture} ${sound} ${x264} ${aac} -movflags frag_keyframe`],
  'AAC in QuickTime': [`${sound} ${aac}`, 'mov'],
  'PCM in QuickTime': [`${picture} ${sound} ${x264} -c:a pcm_s16le`, 'mov'],
};

export const targets = (): Target[] =>
  Object.entries(recipes).map(([name, [recipe, extension]]) => ({
    name,
    bytes: filmBytes(recipe, extension),
    open: openMovie,
  }));

/** A film's damaged copy: the same for the same seed and number. */
export const caseBytes = ({ bytes }: Target, seed: number, number: number): Uint8Array =>
  mutate(bytes, seededRandom(Math.imul(seed, 0x9e3779b1) + number));

/**
 * Tries cases of a target one after another and counts how they ended.
 * @throws Error that names the case that ended otherwise than it should.
 */
export async function tryCases(
  target: Target,
  seed: number,
  numbers: Iterable<number>,
): Promise<Map<Outcome, number>> {
  const outcomes = new Map<Outcome, number>();
  const meter = installMeter();
  try {
    for (const number of numbers) {
      const outcome = await attempt(caseBytes(target, seed, number), target.open, meter).catch((cause) => {
        throw new Error(`${target.name}, seed ${seed}, case ${number}: ${cause}`, { cause });
      });
      outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
    }
  } finally {
    meter.remove();
  }
  return outcomes;
}
