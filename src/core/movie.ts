import type { ByteRange } from './bytes/range';

/** The seam above every container format: what plays, when, and from which bytes. It knows no network. */
export interface Movie {
  /** Length of the presentation in seconds. */
  readonly durationSeconds: number;
  /** Enabled audio and video tracks in file order; at least one. */
  readonly tracks: readonly MovieTrack[];
}

export interface MovieTrack {
  readonly id: number;
  readonly kind: 'video' | 'audio';
  /** For `MediaSource.isTypeSupported`, e.g. `video/mp4; codecs="avc1.64001f"`. */
  readonly mimeType: string;
  /** BCP 47 or ISO 639-2/T as the file states it; `und` where it does not. */
  readonly language: string;
  /** Presentation end of its last sample; tracks of one film may end at different times. */
  readonly endSeconds: number;
  /** ftyp + moov of this track alone. */
  readonly initSegment: Uint8Array<ArrayBuffer>;
  /**
   * A cursor whose first fragment begins with the last sync sample presented at or before
   * `timeSeconds` (the first sync sample where there is none before it).
   */
  seek(timeSeconds: number): FragmentCursor;
}

/** Walks one track in decoding order, a fragment at a time. */
export interface FragmentCursor {
  /**
   * The next fragment, covering about `maxSeconds` of the track and about `maxBytes`, whichever is less (at least one
   * sample); null at the end of the track. Successive calls neither skip nor repeat a sample.
   */
  next(maxSeconds: number, maxBytes?: number): Fragment | null;
}

export interface Fragment {
  readonly trackId: number;
  /** Presentation time of the earliest sample. */
  readonly startSeconds: number;
  /** Presentation end of the latest sample. */
  readonly endSeconds: number;
  /** Exact bytes of the samples: in file order, disjoint, adjacent ones merged. */
  readonly ranges: readonly ByteRange[];
  /** One moof + mdat. `read` must give exactly the bytes of the range it is asked for, one of `ranges` or within one. */
  write(read: (range: ByteRange) => Uint8Array): Uint8Array<ArrayBuffer>;
}
