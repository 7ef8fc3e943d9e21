import { ascii, concatenate } from './box-writer';
import type { FragmentSamples } from './fragment-writer';
import { durationTicks, presentationTicks } from './timeline';

/** One sound of a WebM file. */
export interface WebmSound {
  readonly codecId: string;
  readonly codecPrivate: Uint8Array;
  readonly channels: number;
  readonly sampleRate: number;
}

/** What times are counted in: a tenth of a millisecond. */
const ticksPerSecond = 10_000;
const nanosecondsPerTick = 100_000;
/** A block's time is a signed number of 16 bits beside its cluster's. */
const maxClusterTicks = 2 ** 15 - 1;

/** Element IDs of RFC 9559; EBML's own of RFC 8794. */
const id = {
  ebml: [0x1a, 0x45, 0xdf, 0xa3],
  docType: [0x42, 0x82],
  docTypeVersion: [0x42, 0x87],
  docTypeReadVersion: [0x42, 0x85],
  segment: [0x18, 0x53, 0x80, 0x67],
  info: [0x15, 0x49, 0xa9, 0x66],
  timestampScale: [0x2a, 0xd7, 0xb1],
  muxingApp: [0x4d, 0x80],
  writingApp: [0x57, 0x41],
  tracks: [0x16, 0x54, 0xae, 0x6b],
  trackEntry: [0xae],
  trackNumber: [0xd7],
  trackUid: [0x73, 0xc5],
  trackType: [0x83],
  codecId: [0x86],
  codecPrivate: [0x63, 0xa2],
  audio: [0xe1],
  samplingFrequency: [0xb5],
  channels: [0x9f],
  cluster: [0x1f, 0x43, 0xb6, 0x75],
  timestamp: [0xe7],
  blockGroup: [0xa0],
  block: [0xa1],
  blockDuration: [0x9b],
} as const;

const trackNumber = 1;
const isAudio = 2;

/** An element with its length in eight bytes, which any reader takes. */
function element(elementId: readonly number[], ...parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const content = concatenate(parts);
  const length = uint(content.byteLength);
  length[0] = 0x01;
  return concatenate([Uint8Array.from(elementId), length, content]);
}

function uint(value: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(8);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, Math.floor(value / 2 ** 32));
  view.setUint32(4, value % 2 ** 32);
  return bytes;
}

function float(value: number): Uint8Array {
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setFloat64(0, value);
  return bytes;
}

/** What comes before all clusters: the segment it begins has no end. */
export function writeWebmInit(sound: WebmSound): Uint8Array<ArrayBuffer> {
  const entry = element(
    id.trackEntry,
    element(id.trackNumber, uint(trackNumber)),
    element(id.trackUid, uint(trackNumber)),
    element(id.trackType, uint(isAudio)),
    element(id.codecId, ascii(sound.codecId)),
    element(id.codecPrivate, sound.codecPrivate),
    element(
      id.audio,
      element(id.samplingFrequency, float(sound.sampleRate)),
      element(id.channels, uint(sound.channels)),
    ),
  );
  const info = element(
    id.info,
    element(id.timestampScale, uint(nanosecondsPerTick)),
    element(id.muxingApp, ascii('Funnel')),
    element(id.writingApp, ascii('Funnel')),
  );
  const header = element(
    id.ebml,
    element(id.docType, ascii('webm')),
    element(id.docTypeVersion, uint(2)),
    element(id.docTypeReadVersion, uint(2)),
  );
  const endless = Uint8Array.of(0x01, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff);
  return concatenate([header, Uint8Array.from(id.segment), endless, info, element(id.tracks, entry)]);
}

/** Samples in as many clusters as it takes; those presented before 0 are left out. @param content their bytes */
export function writeClusters(
  { timeline, firstSample, endSample }: FragmentSamples,
  content: Uint8Array,
): Uint8Array<ArrayBuffer> {
  const toTicks = (ticks: number) => Math.round((ticks / timeline.timescale) * ticksPerSecond);
  const clusters: { startTicks: number; blocks: Uint8Array[] }[] = [];
  let position = 0;
  for (let sample = firstSample; sample < endSample; sample++) {
    const startByte = position;
    position += timeline.table.byteCounts.at(sample)!;
    const start = presentationTicks(timeline, sample);
    if (start < 0) continue;
    const ticks = toTicks(start);
    const open = clusters.at(-1);
    const isNear = open && ticks >= open.startTicks && ticks - open.startTicks <= maxClusterTicks;
    const cluster = isNear ? open : { startTicks: ticks, blocks: [] };
    if (!isNear) clusters.push(cluster);
    const end = toTicks(start + durationTicks(timeline.table, sample));
    const data = content.subarray(startByte, position);
    cluster.blocks.push(writeBlock(ticks - cluster.startTicks, end - ticks, data));
  }
  return concatenate(
    clusters.map(({ startTicks, blocks }) =>
      element(id.cluster, element(id.timestamp, uint(startTicks)), ...blocks),
    ),
  );
}

/** A block that says how long it lasts: browsers would guess it by the one before. */
function writeBlock(relativeTicks: number, lastsTicks: number, data: Uint8Array): Uint8Array {
  const header = Uint8Array.of(0x80 | trackNumber, relativeTicks >> 8, relativeTicks & 0xff, 0);
  return element(id.blockGroup, element(id.block, header, data), element(id.blockDuration, uint(lastsTicks)));
}
