import type { FragmentCursor, MovieTrack } from '../movie';
import type { Mp4Fragment } from './fragment-cursor';
import { type FragmentWriter, writeFragment } from './fragment-writer';

/** A track as it lies in the file, whose fragments can be had in other shapes. */
export interface Mp4Track extends MovieTrack {
  seek(timeSeconds: number): FragmentCursor<Mp4Fragment>;
}

/** How a track is given to a decoder, where it is not as it lies in the file. */
export interface Shape {
  readonly mimeType: string;
  readonly initSegment?: Uint8Array<ArrayBuffer>;
  readonly write?: FragmentWriter;
}

/** The same track in another shape. */
export function reshape(
  track: Mp4Track,
  { mimeType, initSegment = track.initSegment, write = writeFragment }: Shape,
): MovieTrack {
  return {
    ...track,
    mimeType,
    initSegment,
    // It shows only as a fragmented film is read.
    get endSeconds() {
      return track.endSeconds;
    },
    seek: (timeSeconds) => reshapedCursor(track.seek(timeSeconds), write),
  };
}

function reshapedCursor(cursor: FragmentCursor<Mp4Fragment>, write: FragmentWriter): FragmentCursor {
  return {
    get unread() {
      return cursor.unread ?? null;
    },
    next(maxSeconds, maxBytes) {
      const fragment = cursor.next(maxSeconds, maxBytes);
      return fragment && { ...fragment, write: (read) => fragment.writeAs(write, read) };
    },
  };
}
