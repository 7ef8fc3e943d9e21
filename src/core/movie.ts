import type { ByteRange } from './bytes/range';

/** The seam above every container format: what plays, when, and from which bytes. It knows no network. */
export interface Movie {
  /** Length of the presentation in seconds, as far as it is known before all was read. */
  readonly durationSeconds: number;
  /** Enabled audio and video tracks in file order, at least one; then the sounds that are offered besides. */
  readonly tracks: readonly MovieTrack[];
  /** Captions, and names of chapters that lie among the film's samples. */
  readonly textTracks?: readonly MovieTextTrack[];
  /** Chapters the index itself tells, in order of time. */
  readonly chapters?: readonly TextCue[];
  readonly metadata?: MovieMetadata;
  /** Whether parts of it were meant to be shown faster or slower than they are. */
  readonly ignoresRate?: boolean;
}

export interface MovieTrack {
  readonly id: number;
  readonly kind: 'video' | 'audio';
  /** For `MediaSource.isTypeSupported`, e.g. `video/mp4; codecs="avc1.64001f"`. */
  readonly mimeType: string;
  /** BCP 47 or ISO 639-2/T as the file states it; `und` where it does not. */
  readonly language: string;
  /** What people called it; empty where they did not. */
  readonly name?: string;
  /** Presentation end of its last sample; tracks of one film may end at different times. Infinity while that is unknown. */
  readonly endSeconds: number;
  /** Whether it ends where the file does, and not where it should. */
  readonly isCutShort?: boolean;
  /**
   * What must be read to know where a film ends that doesn't say, once nothing is more urgent; null when there is
   * nothing, or no more, to be read. Then `endSeconds` is as exact as it gets.
   */
  readEnd?(): Unread | null;
  /** What is presented before it is there to be decoded, not to be seen: no more than a few milliseconds. */
  readonly hiddenSeconds?: number;
  /** ftyp + moov of this track alone. */
  readonly initSegment: Uint8Array<ArrayBuffer>;
  /**
   * A cursor whose first fragment begins with the last sync sample presented at or before
   * `timeSeconds` (the first sync sample where there is none before it).
   */
  seek(timeSeconds: number): FragmentCursor;
  /** The same in other shapes, which browsers may take that do not take this one; the best first. */
  readonly otherShapes?: readonly MovieTrack[];
}

/** Text to be shown at its times. Plain data: `cuesOf` makes cues of the bytes of its samples. */
export interface MovieTextTrack {
  readonly kind: 'subtitles' | 'chapters';
  /** As of a MovieTrack. */
  readonly language: string;
  readonly name: string;
  readonly format: TextFormat;
  /** Those without text left out. In order of time; but where the index lies among the film, as they are found in it. */
  readonly samples: readonly TextSample[];
}

/** 3GPP TS 26.245 timed text, which QuickTime's text is like; WebVTT and TTML in samples of ISO/IEC 14496-30. */
export type TextFormat = 'timed-text' | 'webvtt' | 'ttml';

export interface TextSample {
  readonly startSeconds: number;
  readonly endSeconds: number;
  readonly range: ByteRange;
  /** When the track's own clock, which TTML counts by, is at 0. Default 0. */
  readonly clockStartSeconds?: number;
}

export interface TextCue {
  readonly startSeconds: number;
  readonly endSeconds: number;
  /** WebVTT cue text. */
  readonly text: string;
  /** WebVTT cue settings, such as `line:0 align:start`; empty where there are none. */
  readonly settings: string;
}

/** What the file says of the work in it; empty where it does not. */
export interface MovieMetadata {
  readonly title: string;
  readonly artist: string;
  readonly album: string;
  readonly cover: { readonly mimeType: string; readonly bytes: Uint8Array<ArrayBuffer> } | null;
}

/** Walks one track in decoding order, a fragment at a time. */
export interface FragmentCursor<F extends Fragment = Fragment> {
  /** Where `next` gave null, what it must know to go on; null at the end of the track. Some films tell all beforehand. */
  readonly unread?: Unread | null;
  /**
   * The next fragment, covering about `maxSeconds` of the track and about `maxBytes`, whichever is less (at least one
   * sample); null at the end of the track, or where something is `unread`. Successive calls neither skip nor repeat a sample.
   */
  next(maxSeconds: number, maxBytes?: number): F | null;
}

/** A part of the film's index that lies among the film itself. */
export interface Unread {
  /** To be read as a whole. */
  readonly range: ByteRange;
  /** The film that most likely follows; null where that is anybody's guess. */
  readonly sequel: ByteRange | null;
  /** @param bytes of `range` */
  take(bytes: Uint8Array): void;
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
