import type { MovieTextTrack, TextSample } from '../../movie';
import type { Box } from '../box';
import { chapterTrackIds } from '../chapters';
import { readEdit } from '../edit-list';
import { maxTextTracks } from '../extras';
import type { SampleTable } from '../sample-table';
import { spared } from '../spared';
import {
  maxTextSamples,
  readTextBoxes,
  readTextTable,
  type TextTrackBoxes,
  textSamples,
} from '../text-track';

type Tables = ReadonlyMap<number, SampleTable>;

interface FragmentedText {
  readonly boxes: TextTrackBoxes;
  /** Of the edit list. */
  readonly shiftTicks: number;
  readonly samples: TextSample[];
}

/** Captions whose samples lie in fragments: they grow as those are read. Whatever of them is damaged is left out. */
export class FragmentedTexts {
  readonly #resourceBytes: number;
  readonly #texts: ReadonlyMap<number, FragmentedText>;
  /** What the moov itself describes. */
  readonly tables: Tables;
  /** Fragments that were read before it was known when the film begins. */
  #early: Tables[] | null = [];
  #originSeconds = 0;
  readonly #positions = new Set<number>();
  /** Of all tracks together. */
  #left = maxTextSamples;

  /** @param moov the boxes in the file's moov */
  constructor(view: DataView, moov: readonly Box[], movieTimescale: number, resourceBytes: number) {
    this.#resourceBytes = resourceBytes;
    const traks = moov.filter(({ type }) => type === 'trak');
    const chapterIds = chapterTrackIds(view, traks);
    const texts = traks.flatMap((trak) =>
      spared(() => {
        const boxes = readTextBoxes(view, trak);
        if (!boxes || chapterIds.has(boxes.id)) return [];
        const { shiftTicks } = readEdit(view, boxes.trak, { movie: movieTimescale, media: boxes.timescale });
        return [{ boxes, shiftTicks, samples: [] }];
      }, []),
    );
    this.#texts = new Map(texts.slice(0, maxTextTracks).map((text) => [text.boxes.id, text]));
    const tables = [...this.#texts].map(
      ([id, { boxes }]) => [id, spared(() => readTextTable(view, boxes), null)] as const,
    );
    this.tables = new Map(tables.flatMap(([id, table]) => (table ? [[id, table]] : [])));
  }

  /** For the player, which looks at their samples again and again. */
  get tracks(): MovieTextTrack[] {
    return [...this.#texts.values()].map(({ boxes: { language, name, format }, samples }) => ({
      kind: 'subtitles',
      language,
      name,
      format,
      samples,
    }));
  }

  /** @param originSeconds the time of the file at which the film begins */
  begin(originSeconds: number): void {
    this.#originSeconds = originSeconds;
    const early = this.#early ?? [];
    this.#early = null;
    for (const tables of early) this.#add(tables);
  }

  /** @param position of a fragment: what was read before is the same again */
  take(position: number, tables: Tables): void {
    if (this.#texts.size === 0 || this.#positions.has(position)) return;
    this.#positions.add(position);
    if (this.#early) this.#early.push(tables);
    else this.#add(tables);
  }

  #add(tables: Tables): void {
    for (const [id, table] of tables) {
      const text = this.#texts.get(id);
      if (!text) continue;
      const { format, timescale } = text.boxes;
      const timeline = {
        table,
        timescale,
        decodeShiftTicks: text.shiftTicks - Math.round(this.#originSeconds * timescale),
        compositionShiftTicks: 0,
        moved: new Map(),
        firstSample: 0,
        endSample: table.count,
        endTicks: Number.POSITIVE_INFINITY,
      };
      const all = spared(() => textSamples(timeline, format, this.#resourceBytes), []);
      const samples = all.slice(0, this.#left);
      this.#left -= samples.length;
      text.samples.push(...samples);
    }
  }
}
