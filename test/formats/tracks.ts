import { ascii, box, concatenate, fullBox, uint32 } from '../../src/core/mp4/box-writer';
import { type TrackParts, ticksOf } from '../media/mux/parts';
import { writeFilm } from '../media/mux/write-film';
import { unshifted } from './edits';
import { encoded } from './encoded';
import { clip, clipped, type FormatGroup, type FormatRow, late, partsOf, plain, rewritten } from './row';

const reserved = uint32(0, 1);

/** A track beside picture and sound, four samples of a second. */
const besides = (
  handler: string,
  mediaHeader: Uint8Array,
  entry: Uint8Array,
  sample: Uint8Array,
): TrackParts => ({
  handler,
  mediaHeader,
  timescale: 1000,
  sampleEntries: [entry],
  widthPx: 0,
  heightPx: 0,
  edits: [],
  samples: Array.from({ length: 4 }, () => ({
    bytes: sample,
    durationTicks: 1000,
    offsetTicks: 0,
    isSync: true,
    descriptionIndex: 1,
  })),
});

const text = (words: string) => concatenate([Uint8Array.of(0, words.length), ascii(words)]);
const nmhd = fullBox('nmhd', 0, 0);
const gmhd = box('gmhd', fullBox('gmin', 0, 0, uint32(0, 0, 0)));
const metadata = besides('meta', nmhd, box('mett', reserved, ascii('\0text/plain\0')), ascii('turn left'));
const timecode = besides(
  'tmcd',
  gmhd,
  box('tmcd', reserved, uint32(0, 0, 1000, 40, 25 * 2 ** 24)),
  uint32(90_000),
);
const captions = besides(
  'sbtl',
  nmhd,
  box(
    'tx3g',
    reserved,
    // displayFlags, justification, background colour, default box, default style: 3GPP TS 26.245 section 5.16.
    new Uint8Array(4 + 2 + 4 + 8 + 12),
    box('ftab', Uint8Array.of(0, 1, 0, 1, 5), ascii('Serif')),
  ),
  text('A caption'),
);
const chapters = {
  ...besides('text', gmhd, box('text', reserved, new Uint8Array(43)), text('A chapter')),
  isEnabled: false,
};
const chapterReference = (id: number) => box('tref', box('chap', uint32(id)));

const with_ = (name: string, track: TrackParts, reference: Uint8Array[] = []): FormatRow =>
  rewritten(name, (video, audio) => plain([{ ...video, trakBoxes: reference }, audio, track]));

export const trackKinds: FormatGroup = {
  title: 'Tracks',
  rows: [
    clipped('picture only', { audioCodec: 'none' }),
    clipped('sound only', { videoCodec: 'none' }, { ending: 'm4a' }),
    rewritten('two sound tracks', (video, audio) =>
      plain([video, { ...audio, language: 'eng' }, { ...audio, language: 'fra' }]),
    ),
    rewritten('two sound tracks, the first one disabled', (video, audio) =>
      plain([video, { ...audio, isEnabled: false }, audio]),
    ),
    rewritten('every track disabled', (video, audio) =>
      plain([
        { ...video, isEnabled: false },
        { ...audio, isEnabled: false },
      ]),
    ),
    rewritten(
      'a sound track without samples',
      (video, audio) => plain([video, { ...audio, samples: [], edits: [] }]),
      {
        truth: { hasSound: false },
      },
    ),
    with_('timed metadata', metadata),
    with_('timecode', timecode),
    with_('captions (tx3g)', captions),
    with_('chapters in a disabled text track', chapters, [chapterReference(3)]),
    {
      name: 'a cover picture in a disabled track, sound',
      ending: 'm4a',
      async make() {
        const [audio] = await partsOf(await clip({ videoCodec: 'none' }));
        const [jpeg] = await partsOf(
          await encoded({ video: ['-c:v', 'mjpeg', '-frames:v', '1'], ending: 'mov' }),
        );
        return writeFilm(plain([{ ...jpeg!, isEnabled: false }, audio!]));
      },
    },
    rewritten('sound a second shorter than the picture', (video, audio) =>
      plain([video, shortened(audio, 3)]),
    ),
    rewritten(
      'sound a second longer than the picture',
      (video, audio) => plain([shortened(video, 3), audio]),
      { truth: { frameAt: late(0, 74) } },
    ),
  ],
};

/** The first seconds of a track. */
function shortened(track: TrackParts, seconds: number): TrackParts {
  const samples = track.samples.slice(0, Math.round((track.samples.length * seconds) / 4));
  const [edit] = track.edits;
  const durationTicks = Math.floor(((ticksOf(samples) - edit!.mediaTicks) / track.timescale) * 1000);
  return {
    ...track,
    samples,
    edits: [{ ...edit!, durationTicks: track.handler === 'vide' ? 3000 : durationTicks }],
  };
}

const one = 0x10000;
const w = 0x40000000;
const turned = (name: string, matrix: readonly number[], more: Partial<FormatRow>): FormatRow =>
  rewritten(name, (video, audio) => plain([{ ...video, matrix }, audio]), more);

/** The sample entry with `added` in place of boxes of the same type. */
function withEntryBox(track: TrackParts, added: Uint8Array): TrackParts {
  const type = String.fromCharCode(...added.subarray(4, 8));
  return {
    ...track,
    sampleEntries: track.sampleEntries.map((entry) => {
      const view = new DataView(entry.buffer, entry.byteOffset, entry.byteLength);
      const kept: Uint8Array[] = [];
      for (let at = 8 + 78; at + 8 <= entry.byteLength; at += view.getUint32(at)) {
        const child = entry.subarray(at, at + view.getUint32(at));
        if (String.fromCharCode(...child.subarray(4, 8)) !== type) kept.push(child);
      }
      return box(String.fromCharCode(...entry.subarray(4, 8)), entry.subarray(8, 8 + 78), ...kept, added);
    }),
  };
}

export const geometry: FormatGroup = {
  title: 'How the picture is shown',
  rows: [
    turned('turned by 90°', [0, one, 0, -one, 0, 0, 180 * one, 0, w], { turnDegrees: 90 }),
    turned('turned by 180°', [-one, 0, 0, 0, -one, 0, 320 * one, 180 * one, w], { turnDegrees: 180 }),
    turned('turned by 270°', [0, -one, 0, one, 0, 0, 0, 320 * one, w], { turnDegrees: 270 }),
    turned('mirrored', [-one, 0, 0, 0, one, 0, 320 * one, 0, w], { isMirrored: true }),
    rewritten('pixels four to three (pasp)', (video, audio) =>
      plain([withEntryBox(video, box('pasp', uint32(4, 3))), audio]),
    ),
    rewritten('pixels four to three (tkhd)', (video, audio) => plain([{ ...video, widthPx: 426 }, audio]), {
      truth: { size: '426x180' },
    }),
    rewritten('clean aperture without the lowest 20 lines', (video, audio) =>
      plain([withEntryBox(video, box('clap', uint32(320, 1, 160, 1, 0, 1, -10, 1))), audio]),
    ),
  ],
};

export const endings: FormatGroup = {
  title: 'Files of other names',
  rows: ['mov', 'm4v', '3gp', 'f4v']
    .map((ending) => ({
      name: `.${ending}`,
      ending,
      make: () => encoded({ ending }),
      // ffmpeg writes no edit list there.
      ...(ending === 'f4v' && { truth: unshifted }),
    }))
    .concat(
      ['m4a', 'm4b'].map((ending) => ({
        name: `.${ending}`,
        ending,
        make: () => encoded({ video: null, ending }),
      })),
    ),
};
