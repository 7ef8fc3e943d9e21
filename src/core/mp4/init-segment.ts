import { viewOf } from './box';
import { ascii, box, concatenate, fullBox, uint32, uint64 } from './box-writer';
import type { SampleEntry } from './sample-entry';
import { type MovieHeader, type TrackBoxes, trackIdOffset, withoutDuration } from './track-boxes';

const enabledInMovie = 0x3;

/**
 * ftyp + moov of one track, its sample tables empty and its edit list left out: an initialization segment as the
 * "ISO BMFF Byte Stream Format" wants it. The headers are the file's own, matrix and all.
 * @param view over the content of the file's moov.
 * @param durationTicks of the movie in movie ticks.
 */
export function writeInitSegment(
  view: DataView,
  header: MovieHeader,
  track: TrackBoxes,
  sampleEntries: readonly Pick<SampleEntry, 'bytes'>[],
  durationTicks: number,
): Uint8Array<ArrayBuffer> {
  const stbl = box(
    'stbl',
    fullBox('stsd', 0, 0, uint32(sampleEntries.length), ...sampleEntries.map(({ bytes }) => bytes)),
    fullBox('stts', 0, 0, uint32(0)),
    fullBox('stsc', 0, 0, uint32(0)),
    fullBox('stsz', 0, 0, uint32(0, 0)),
    fullBox('stco', 0, 0, uint32(0)),
  );
  const mediaHeader =
    track.kind === 'video' ? fullBox('vmhd', 0, 1, uint32(0, 0)) : fullBox('smhd', 0, 0, uint32(0));
  const dinf = box('dinf', fullBox('dref', 0, 0, uint32(1), fullBox('url ', 0, 1)));
  const handler = ascii(track.kind === 'video' ? 'vide' : 'soun');
  const mdia = box(
    'mdia',
    withoutDuration(view, track.mdhd, 'mdhd'),
    fullBox('hdlr', 0, 0, uint32(0), handler, uint32(0, 0, 0), ascii('\0')),
    box('minf', mediaHeader, dinf, stbl),
  );
  return concatenate([
    box('ftyp', ascii('iso6'), uint32(1), ascii('iso6mp41')),
    box(
      'moov',
      withoutDuration(view, header.box, 'mvhd'),
      box('trak', trackHeader(view, track), mdia),
      box(
        'mvex',
        fullBox('mehd', 1, 0, uint64(durationTicks)),
        fullBox('trex', 0, 0, uint32(track.id, 1, 0, 0, 0)),
      ),
    ),
  ]);
}

/** A track chosen for want of an enabled one is enabled here, and one of no id of its own has one. */
function trackHeader(view: DataView, { tkhd, id }: TrackBoxes): Uint8Array {
  const bytes = withoutDuration(view, tkhd, 'tkhd');
  bytes[11]! |= enabledInMovie;
  viewOf(bytes).setUint32(trackIdOffset(view, tkhd), id);
  return bytes;
}
