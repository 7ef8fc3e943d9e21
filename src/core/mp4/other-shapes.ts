import { bareFrames } from './bare-frames';
import { pcmAsFlac } from './pcm-as-flac';
import type { SampleEntry } from './sample-entry';
import { type Mp4Track, reshape, type Shape } from './shape';
import { vorbisInWebm } from './vorbis-in-webm';

/**
 * Adds the other shapes in which some browser may take a track.
 * @param writeInit makes an init segment for such sample entries in place of the file's
 */
export function inAllShapes(
  track: Mp4Track,
  sampleEntries: readonly SampleEntry[],
  writeInit: (sampleEntries: readonly Pick<SampleEntry, 'bytes'>[]) => Uint8Array<ArrayBuffer>,
): Mp4Track {
  const [entry] = sampleEntries.length === 1 ? sampleEntries : [];
  const shapes = entry?.pcm
    ? [pcmAsFlac(entry.pcm, (bytes) => writeInit([{ bytes }]))]
    : shapesByType(track.mimeType, entry);
  return Object.assign(track, { otherShapes: shapes.map((shape) => reshape(track, shape)) });
}

function shapesByType(mimeType: string, entry: SampleEntry | undefined): Shape[] {
  if (mimeType === 'audio/mp4; codecs="mp3"') return [bareFrames];
  if (mimeType === 'audio/mp4; codecs="vorbis"') {
    const inWebm = entry && vorbisInWebm(entry.specificInfo);
    return inWebm ? [inWebm] : [];
  }
  // Firefox disowns the profiles with more bits or colour than most, and its decoder plays them under another's name.
  const commonProfile = mimeType.replace(/(?<=avc[13]\.)(?:6e|7a|f4)..(?=..")/i, '6400');
  return commonProfile === mimeType ? [] : [{ mimeType: commonProfile }];
}
