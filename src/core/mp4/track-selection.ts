import type { SampleEntry, TrackKind } from './sample-entry';

/** What decides whether a track is played. */
export interface Candidate {
  readonly kind: TrackKind;
  readonly isEnabled: boolean;
  /** More than 0. */
  readonly sampleCount: number;
  readonly sampleEntries: readonly SampleEntry[];
}

const stillFormats = new Set(['jpeg', 'png ', 'mjpg', 'mjpa', 'mjpb', 'tiff', 'gif ']);
/** JPEG and PNG in an mp4v, by object type indication: ISO/IEC 14496-1 section 7.2.6.6. */
const stillObjectTypes = new Set([0x6c, 0x6d, 0x6e]);

/**
 * The enabled tracks, or the first of a kind where none of it is enabled; never cover pictures. After them the other
 * sounds: in films of several languages all but one are disabled, and the viewer may choose.
 */
export function selectTracks<T extends Candidate>(candidates: readonly T[]): T[] {
  const playable = candidates.filter((track) => !isStill(track));
  const first = playable.filter((track) => {
    if (track.isEnabled) return true;
    const sameKind = playable.filter(({ kind }) => kind === track.kind);
    return sameKind[0] === track && !sameKind.some(({ isEnabled }) => isEnabled);
  });
  return [...first, ...playable.filter((track) => track.kind === 'audio' && !first.includes(track))];
}

/** A cover picture, or the pictures of chapters, which are no film either. */
function isStill({ kind, isEnabled, sampleCount, sampleEntries }: Candidate): boolean {
  if (kind !== 'video' || (isEnabled && sampleCount > 1)) return false;
  return sampleEntries.every(
    ({ format, objectTypeIndication }) =>
      stillFormats.has(format) || (format === 'mp4v' && stillObjectTypes.has(objectTypeIndication)),
  );
}
