import { instantBytes, type Pcm, silentByte } from './pcm';
import type { SampleEntry } from './sample-entry';

/** A sample in which nothing is heard. */
export interface SilentSample {
  readonly bytes: Uint8Array;
  /** In ticks of the media timescale. */
  readonly durationTicks: number;
}

/**
 * Silence as the samples of a sound are: AAC, Opus, uncompressed. Null for others.
 * @param sampleTicks how long a sample of the track lasts
 */
export function silentSample(
  entry: SampleEntry,
  timescale: number,
  sampleTicks: number,
): SilentSample | null {
  if (entry.pcm) return silentPcm(entry.pcm, timescale);
  if (entry.format === 'Opus' && timescale % 50 === 0 && channelCount(entry) <= 2) {
    return { bytes: Uint8Array.from(silentOpus), durationTicks: timescale / 50 };
  }
  const isAac = entry.format === 'mp4a' && entry.objectTypeIndication === 0x40;
  const bytes = isAac ? silentAac(entry) : null;
  return bytes && sampleTicks > 0 ? { bytes, durationTicks: sampleTicks } : null;
}

/** AudioSampleEntry, ISO/IEC 14496-12 section 12.2.3. More than two channels of Opus are several streams in one packet. */
const channelCount = ({ bytes }: SampleEntry): number => ((bytes[24] ?? 0) << 8) | (bytes[25] ?? 0);

/** 20 ms of it, or a little less. */
function silentPcm(pcm: Pcm, timescale: number): SilentSample | null {
  const durationTicks = Math.floor(timescale / 50);
  const bytes = Math.round((durationTicks * pcm.sampleRate) / timescale) * instantBytes(pcm);
  const silent = new Uint8Array(bytes).fill(silentByte[pcm.encoding]);
  return bytes > 0 ? { bytes: silent, durationTicks } : null;
}

/** RFC 6716: 20 ms of CELT, one channel of full band (section 3.1), and at once its flag of silence (section 4.3). */
const silentOpus = [0xf8, 0xff, 0xfe];

/** Main, LC, LTP, SBR, PS: what follows them in a frame may be left out. ISO/IEC 14496-3 section 1.5.1.1. */
const plainObjectTypes = new Set([1, 2, 4, 5, 29]);

/** Elements of a frame by channel configuration: ISO/IEC 14496-3 section 1.6.3.5. One channel, a pair, low frequencies. */
const elements = ['', 'S', 'P', 'SP', 'SPS', 'SPP', 'SPPL', 'SPPPL'];

/** id_syn_ele of ISO/IEC 14496-3 section 4.5.2.1. */
const elementIds = { S: '000', P: '001', L: '011', end: '111' } as const;

/** individual_channel_stream, section 4.4.2.7: eight bits of gain, eleven of ics_info (no bands), three unused tools. */
const emptyChannel = '0'.repeat(22);

/** raw_data_block, ISO/IEC 14496-3 section 4.4.2.1, of channels without a spectrum. */
function silentAac({ audioObjectType, specificInfo }: SampleEntry): Uint8Array | null {
  if (!plainObjectTypes.has(audioObjectType)) return null;
  const seen = { S: 0, P: 0, L: 0 };
  let bits = '';
  for (const element of elements[channelConfiguration(specificInfo)] ?? '') {
    const kind = element as keyof typeof seen;
    const tag = (seen[kind]++).toString(2).padStart(4, '0');
    // A pair begins with common_window, which is not used either.
    bits += elementIds[kind] + tag + (kind === 'P' ? `0${emptyChannel}${emptyChannel}` : emptyChannel);
  }
  if (bits === '') return null;
  bits += elementIds.end;
  const octets = bits.padEnd(8 * Math.ceil(bits.length / 8), '0').match(/.{8}/g) ?? [];
  return Uint8Array.from(octets, (octet) => Number.parseInt(octet, 2));
}

/** AudioSpecificConfig, section 1.6.2.1: five bits of object type, four of sampling frequency (or 28), four of channels. */
function channelConfiguration([first = 0, second = 0, , , fifth = 0]: Uint8Array): number {
  const isWide = (((first & 7) << 1) | (second >> 7)) === 15;
  return ((isWide ? fifth : second) >> 3) & 15;
}
