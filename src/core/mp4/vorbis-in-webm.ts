import { writeSamples } from './bare-frames';
import { viewOf } from './box';
import type { Shape } from './shape';
import { writeClusters, writeWebmInit } from './webm';

/**
 * Vorbis in WebM: Media Source takes it in no MP4. Null where its headers are not what they should be.
 * @param headers the three of Vorbis, laced as Matroska's CodecPrivate wants them too: RFC 9559 and 3533
 */
export function vorbisInWebm(headers: Uint8Array): Shape | null {
  const identification = identificationOf(headers);
  if (!identification) return null;
  const view = viewOf(identification);
  const channels = view.getUint8(11);
  const sampleRate = view.getUint32(12, true);
  return {
    mimeType: 'audio/webm; codecs="vorbis"',
    initSegment: writeWebmInit({ codecId: 'A_VORBIS', codecPrivate: headers, channels, sampleRate }),
    write: (samples, read) => writeClusters(samples, writeSamples(samples, read)),
  };
}

/** The first header, "Vorbis I specification" section 4.2.2: 30 bytes. */
function identificationOf(headers: Uint8Array): Uint8Array | null {
  // Two lengths are told: that of the last header is what is left.
  if (headers[0] !== 2) return null;
  let position = 1;
  for (let told = 0; told < 2; told++) {
    while (headers[position] === 0xff) position++;
    position++;
  }
  const header = headers.subarray(position, position + 30);
  const isIt = header.byteLength === 30 && String.fromCharCode(...header.subarray(0, 7)) === '\x01vorbis';
  return isIt ? header : null;
}
