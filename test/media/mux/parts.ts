/** One sample of a track, as it is to be written. */
export interface Sample {
  readonly bytes: Uint8Array;
  readonly durationTicks: number;
  /** Composition minus decoding time. */
  readonly offsetTicks: number;
  readonly isSync: boolean;
  /** From 1. */
  readonly descriptionIndex: number;
}

/** An entry of an edit list: ISO/IEC 14496-12 section 8.6.6. */
export interface EditEntry {
  /** In movie ticks. */
  readonly durationTicks: number;
  /** In media ticks; -1 for an empty edit. */
  readonly mediaTicks: number;
  /** Default 1. */
  readonly rate?: number;
}

/** How a track's tables are written, where the standard leaves a choice. */
export interface TableChoices {
  /** Bits of an entry of stz2; null for stsz. Default null. */
  readonly compactBits?: 4 | 8 | 16 | null;
  /** 64-bit chunk offsets. */
  readonly wideOffsets?: boolean;
  /** Default 1 where an offset is negative, else 0. */
  readonly cttsVersion?: 0 | 1;
  /** Default `table`: as the samples say. */
  readonly stss?: 'table' | 'absent' | 'empty';
  /** Headers and edit list of version 1. */
  readonly wideHeaders?: boolean;
}

/** A track taken apart: all it takes to write it anew, in any way the standard allows. */
export interface TrackParts extends TableChoices {
  /** Handler type: `vide`, `soun`, `meta`. */
  readonly handler: string;
  readonly timescale: number;
  /** vmhd, smhd, nmhd or gmhd, as a whole box. */
  readonly mediaHeader: Uint8Array;
  /** Whole boxes. */
  readonly sampleEntries: readonly Uint8Array[];
  readonly widthPx: number;
  readonly heightPx: number;
  readonly samples: readonly Sample[];
  readonly edits: readonly EditEntry[];
  /** Default: their place in the film, from 1. */
  readonly id?: number;
  /** Default true. */
  readonly isEnabled?: boolean;
  /** Of tkhd: nine fixed-point numbers. */
  readonly matrix?: readonly number[];
  readonly language?: string;
  /** Boxes to be added to the trak and to its stbl. */
  readonly trakBoxes?: readonly Uint8Array[];
  readonly stblBoxes?: readonly Uint8Array[];
}

/** Samples `[first, end)` of a track lying together. */
export interface Chunk {
  /** Index of the track in the film. */
  readonly track: number;
  readonly first: number;
  readonly end: number;
}

export const ticksOf = (samples: readonly Sample[]): number =>
  samples.reduce((sum, { durationTicks }) => sum + durationTicks, 0);
