import { box, fullBox, uint32 } from '../../src/core/mp4/box-writer';
import { interleaved, oneAfterAnother, recut } from '../media/mux/interleave';
import type { Sample, TrackParts } from '../media/mux/parts';
import { ftyp, writeFilm } from '../media/mux/write-film';
import { clip, clipped, type FormatGroup, fps, partsOf, plain, rewritten } from './row';

const junk = new Uint8Array(200).fill(0x2a);
const unread = ['free', 'skip', 'uuid', 'wide', 'meta'].map((type) =>
  type === 'meta' ? fullBox('meta', 0, 0, junk) : box(type, junk),
);
const mapped = (
  track: TrackParts,
  change: (sample: Sample, index: number) => Partial<Sample>,
): TrackParts => ({
  ...track,
  samples: track.samples.map((sample, index) => ({ ...sample, ...change(sample, index) })),
});

const gib = 2 ** 30;

export const places: FormatGroup = {
  title: 'Where things lie',
  rows: [
    rewritten('moov first', (...tracks) => plain(tracks)),
    rewritten('moov last', (...tracks) => ({
      tracks,
      layout: [ftyp(), { mdat: interleaved(tracks) }, 'moov'],
    })),
    rewritten('moov between two mdats', (...tracks) => {
      const chunks = interleaved(tracks);
      return { tracks, layout: [ftyp(), { mdat: chunks.slice(0, 5) }, 'moov', { mdat: chunks.slice(5) }] };
    }),
    rewritten('an mdat for each chunk', (...tracks) => ({
      tracks,
      layout: [ftyp(), 'moov', ...interleaved(tracks).map((chunk) => ({ mdat: [chunk] }))],
    })),
    rewritten('free, skip, uuid, wide and meta between all boxes', (...tracks) => ({
      tracks,
      layout: [ftyp(), ...unread, { mdat: interleaved(tracks) }, ...unread, 'moov', ...unread],
    })),
    rewritten('unknown boxes within moov, trak and stbl', (video, audio) => {
      const with_ = (track: TrackParts) => ({ ...track, trakBoxes: unread, stblBoxes: unread });
      return { ...plain([with_(video), with_(audio)]), moovBefore: unread, moovAfter: unread };
    }),
    rewritten('udta with a 32-bit terminator, as QuickTime ends it', (...tracks) => ({
      ...plain(tracks),
      moovAfter: [box('udta', box('name', junk), uint32(0))],
    })),
    rewritten('mdat with largesize', (...tracks) => ({
      tracks,
      layout: [ftyp(), 'moov', { mdat: interleaved(tracks), size: 'large' }],
    })),
    rewritten('moov with largesize', (...tracks) => ({ ...plain(tracks), wideMoov: true })),
    rewritten('mdat of size 0, to the end of the file', (...tracks) => ({
      tracks,
      layout: [ftyp(), 'moov', { mdat: interleaved(tracks), size: 'open' }],
    })),
    rewritten('no ftyp', (...tracks) => ({ tracks, layout: ['moov', { mdat: interleaved(tracks) }] }), {
      ending: 'mov',
    }),
    rewritten('sound track before the picture’s', (video, audio) => plain([audio, video])),
    rewritten('track ids 4000000 and 7', (video, audio) =>
      plain([
        { ...video, id: 4_000_000 },
        { ...audio, id: 7 },
      ]),
    ),
    rewritten('two tracks of the id 0', (video, audio) =>
      plain([
        { ...video, id: 0 },
        { ...audio, id: 0 },
      ]),
    ),
    rewritten('headers of version 1', (video, audio) =>
      plain([
        { ...video, wideHeaders: true },
        { ...audio, wideHeaders: true },
      ]),
    ),
    rewritten('movie duration unknown', (...tracks) => ({ ...plain(tracks), durationTicks: 0xffffffff })),
    rewritten('7 GiB, a hole between the first second and the rest', (video, audio) => {
      const tracks = [
        { ...video, wideOffsets: true },
        { ...audio, wideOffsets: true },
      ];
      const chunks = interleaved(tracks, 1);
      const mdat = [...chunks.slice(0, 2), 6 * gib, ...chunks.slice(2), gib];
      return { tracks, layout: [ftyp(), { mdat, size: 'large' }, 'moov'] };
    }),
  ],
};

export const orders: FormatGroup = {
  title: 'In what order samples lie',
  rows: [
    rewritten('a chunk for each sample', (...tracks) => ({
      tracks,
      layout: [ftyp(), 'moov', { mdat: recut(interleaved(tracks, 0.2), [1]) }],
    })),
    rewritten('chunks of 1, 3, 2 and 7 samples in turn', (...tracks) => ({
      tracks,
      layout: [ftyp(), 'moov', { mdat: recut(interleaved(tracks, 2), [1, 3, 2, 7]) }],
    })),
    rewritten('not interleaved: all pictures, then all sound', (...tracks) => ({
      tracks,
      layout: [ftyp(), 'moov', { mdat: oneAfterAnother(tracks) }],
    })),
    rewritten('not interleaved: all sound, then all pictures', (...tracks) => ({
      tracks,
      layout: [ftyp(), 'moov', { mdat: oneAfterAnother(tracks).reverse() }],
    })),
    rewritten('chunks from the last to the first', (...tracks) => ({
      tracks,
      layout: [ftyp(), 'moov', { mdat: interleaved(tracks).reverse() }],
    })),
    rewritten('sound three seconds behind its pictures', (...tracks) => {
      const chunks = interleaved(tracks);
      const pictures = chunks.filter(({ track }) => track === 0);
      const sounds = chunks.filter(({ track }) => track === 1);
      const mdat = [...pictures.slice(0, 6), ...pictures.slice(6).flatMap((each, i) => [each, sounds[i]!])];
      return { tracks, layout: [ftyp(), 'moov', { mdat: [...mdat, ...sounds.slice(pictures.length - 6)] }] };
    }),
    rewritten('holes between chunks', (...tracks) => ({
      tracks,
      layout: [ftyp(), 'moov', { mdat: interleaved(tracks).flatMap((chunk) => [chunk, 5000]) }],
    })),
  ],
};

/** Sync samples apart, every picture is told by other means. */
export const tables: FormatGroup = {
  title: 'Tables',
  rows: [
    rewritten('co64', (video, audio) =>
      plain([
        { ...video, wideOffsets: true },
        { ...audio, wideOffsets: true },
      ]),
    ),
    rewritten('stz2 of 16 bits', (video, audio) =>
      plain([
        { ...video, compactBits: 16 },
        { ...audio, compactBits: 16 },
      ]),
    ),
    {
      name: 'stz2 of 8 bits, sound',
      ending: 'm4a',
      async make() {
        const extraArgs = ['-b:a', '16k', '-ac', '1', '-t', '4'];
        const [audio] = await partsOf(await clip({ videoCodec: 'none', extraArgs }));
        return writeFilm(plain([{ ...audio!, compactBits: 8 }]));
      },
    },
    clipped('sizes all the same (Opus of constant rate)', {
      audioCodec: 'opus',
      extraArgs: ['-vbr', 'off'],
    }),
    clipped('stss absent, every picture a sync sample', { gopFrames: 1, bFrames: 0 }),
    rewritten('stss absent, though not every picture is a sync sample', (video, audio) =>
      plain([{ ...video, stss: 'absent' }, audio]),
    ),
    rewritten('stss empty', (video, audio) => plain([{ ...video, stss: 'empty' }, audio])),
    clipped('no ctts', { bFrames: 0 }),
    clipped('ctts of version 1, negative', { extraArgs: ['-movflags', '+negative_cts_offsets+faststart'] }),
    rewritten(
      'ctts of version 0, negative, as QuickTime wrote it',
      (video, audio) => plain([{ ...video, cttsVersion: 0 }, audio]),
      { recipe: { extraArgs: ['-movflags', '+negative_cts_offsets+faststart'] } },
    ),
    rewritten('stts with a last sample of no duration', (video, audio) => {
      const last = video.samples.length - 1;
      return plain([mapped(video, (_, index) => (index === last ? { durationTicks: 0 } : {})), audio]);
    }),
    rewritten('movie timescale 600, media timescale 30000', (video, audio) => ({
      ...plain([
        {
          ...mapped(video, ({ offsetTicks }) => ({
            durationTicks: 1200,
            offsetTicks: Math.round((offsetTicks / video.timescale) * 30_000),
          })),
          timescale: 30_000,
          edits: [{ durationTicks: 2400, mediaTicks: 2400 }],
        },
        { ...audio, edits: [{ durationTicks: 2400, mediaTicks: 1024 }] },
      ]),
      movieTimescale: 600,
    })),
    {
      name: 'two sample entries in the picture’s track',
      make: () => joined({ bFrames: 2 }, { bFrames: 0, extraArgs: ['-profile:v', 'baseline'] }),
    },
    clipped('29.97 pictures a second', { fps: 30_000 / 1001 }, { fps: 30_000 / 1001 }),
    thinned('two pictures of three left out, but in the first second', (n) => n < 25 || n % 3 === 0, {
      select: 'lt(n,25)+not(mod(n,3))',
    }),
    thinned('a picture held for two seconds', (n) => n < 25 || n > 75, { select: 'lt(n,25)+gt(n,75)' }),
  ],
};

/** A clip without some of its pictures: what comes before them stays for as long. */
function thinned(name: string, isKept: (frame: number) => boolean, { select }: { readonly select: string }) {
  const frameAt = (seconds: number): number => {
    let frame = Math.floor(seconds * fps);
    while (!isKept(frame)) frame--;
    return frame;
  };
  const extraArgs = ['-vf', `select='${select}'`, '-fps_mode', 'vfr'];
  return clipped(name, { extraArgs }, { truth: { frameAt } });
}

/** Two clips one after the other, two seconds of each, each with a sample entry of its own. */
async function joined(...recipes: readonly Parameters<typeof clip>[0][]) {
  const [a, b] = await Promise.all(recipes.map(async (recipe) => partsOf(await clip(recipe))));
  const [first, audio, second] = [a![0]!, a![1]!, b![0]!];
  const half = first.samples.length / 2;
  const samples = [
    ...first.samples.slice(0, half),
    // With B-frames pictures are shown two later than they are decoded.
    ...second.samples
      .slice(half)
      .map((sample) => ({ ...sample, offsetTicks: 2 * sample.durationTicks, descriptionIndex: 2 })),
  ];
  const video = { ...first, samples, sampleEntries: [...first.sampleEntries, ...second.sampleEntries] };
  return writeFilm(plain([video, audio]));
}
