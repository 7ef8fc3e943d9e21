import { byteRange } from '../../bytes/range';
import { FunnelError } from '../../errors';
import { lowest } from '../../lowest';
import type { Unread } from '../../movie';
import { boxesIn, fourCharacterCode, viewOf } from '../box';
import type { SampleTable } from '../sample-table';
import { presentationTicks, type Timeline } from '../timeline';
import type { FragmentedTexts } from './fragmented-texts';
import { type FragmentedTrack, timelineOf } from './fragmented-track';
import { type DecodeTicks, type Place, readMoof } from './moof';
import type { SampleDefaults } from './track-run';

/** Where film begins that was not read yet: told beforehand, not exactly. */
export interface Anchor {
  readonly place: Place;
  readonly startSeconds: number;
}

/** A moof that was read. */
export interface MovieFragment {
  readonly place: Place;
  /** Past the moof: its data follows, then the next one. */
  readonly after: Place;
  /** By track, of those that are played. */
  readonly timelines: ReadonlyMap<number, Timeline>;
  readonly hasDecodeTimes: boolean;
  /** Of its earliest track, and of its latest. */
  readonly startSeconds: number;
  readonly endSeconds: number;
}

/** What there is of a track in fragments that were read. */
export const timelinesOf = (trackId: number, fragments: readonly MovieFragment[]): Timeline[] =>
  fragments.flatMap(({ timelines }) => timelines.get(trackId) ?? []);

/** Read ahead where a moof is expected; it grows with those that come. */
const headerBytesMin = 4 * 1024;
/** Ten seconds of film take a few kilobytes. */
const maxMoofBytes = 16 * 2 ** 20;
const largeHeaderBytes = 16;
/** Each may be of another track, and no longer than a sample. */
const lastFragments = 16;
/** Of samples, and what a fragment itself takes counted as so many: 50 MB. What was read first is forgotten first. */
const maxWeight = 2_000_000;
const fragmentWeight = 40;

/** What is known of a fragmented film: the fragments that were read, wherever they lie, and the way from each to the next. */
export class FragmentIndex {
  readonly byteLength: number;
  readonly head: Place;
  /** In ascending order; none where they turned out to be wrong. */
  anchors: readonly Anchor[] = [];
  #tracks: ReadonlyMap<number, FragmentedTrack>;
  readonly #trex: ReadonlyMap<number, SampleDefaults>;
  readonly #texts: FragmentedTexts;
  /** When the film ends; null while that is unknown. */
  endSeconds: number | null = null;
  /** By position: a fragment, why there can be none, or where the next box begins. */
  readonly #steps = new Map<number, MovieFragment | FunnelError | number>();
  /** Those of `#steps` that hold a track that is played, by position. */
  readonly #fragments: MovieFragment[] = [];
  /** The size of moofs that were longer than what was read. */
  readonly #moofBytes = new Map<number, number>();
  #headerBytes = headerBytesMin;
  #weight = 0;

  /** @param head where the first fragment is looked for */
  constructor(
    byteLength: number,
    head: Place,
    tracks: readonly FragmentedTrack[],
    trex: ReadonlyMap<number, SampleDefaults>,
    texts: FragmentedTexts,
  ) {
    this.byteLength = byteLength;
    this.head = head;
    this.#tracks = new Map(tracks.map((track) => [track.id, track]));
    this.#trex = trex;
    this.#texts = texts;
  }

  /** Lays out anew what was read, and whatever will be: by what the first of it told. */
  layOutAnew(tracks: readonly FragmentedTrack[]): void {
    this.#tracks = new Map(tracks.map((track) => [track.id, track]));
    for (const [index, fragment] of this.#fragments.entries()) {
      const tables = new Map([...fragment.timelines].map(([id, { table }]) => [id, table]));
      const laidOut = { ...fragment, ...this.#layOut(tables) };
      this.#fragments[index] = laidOut;
      this.#steps.set(fragment.place.position, laidOut);
    }
  }

  /** As it is laid out. */
  track(id: number): FragmentedTrack {
    return this.#tracks.get(id)!;
  }

  /** Those that were read, in file order. */
  get fragments(): readonly MovieFragment[] {
    return this.#fragments;
  }

  /** As far as it is known, else as if the film went on as it has so far. */
  get likelyEndSeconds(): number {
    const [first] = this.#fragments;
    const last = this.#fragments.at(-1);
    if (this.endSeconds !== null || !first || !last) return this.endSeconds ?? 0;
    const share = (this.byteLength - this.head.position) / (this.reach(last.after) - this.head.position);
    const ends = this.#fragments.slice(-lastFragments).map(({ endSeconds }) => endSeconds);
    return Math.max(0, first.startSeconds + share * (Math.max(...ends) - first.startSeconds));
  }

  /** Samples that the moov itself describes lie before all fragments. @param end of the moov */
  addMoovSamples(tables: ReadonlyMap<number, SampleTable>, end: number): void {
    const decodeTicks = new Map([...tables].map(([id, table]) => [id, table.decodeTicks.at(table.count)!]));
    const withTexts = new Map([...tables, ...this.#texts.tables]);
    this.#add({ tables: withTexts, decodeEndTicks: decodeTicks, hasDecodeTimes: true }, this.head, end);
  }

  /**
   * The first fragment from a place on; null at the end of the film.
   * @throws FunnelError `media/corrupt` where there is something else.
   */
  at(place: Place): MovieFragment | Unread | null {
    const position = this.reach(place);
    const step = this.#steps.get(position);
    if (step instanceof FunnelError) throw step;
    if (typeof step === 'object') return step;
    if (this.byteLength - position < 8) return null;
    const byteCount = this.#moofBytes.get(position) ?? this.#headerBytes;
    const end = Math.min(position + byteCount, this.byteLength);
    return {
      range: byteRange(position, end),
      sequel: end < this.byteLength ? byteRange(end, this.byteLength) : null,
      take: (bytes) => this.#take({ ...place, position }, bytes),
    };
  }

  /** How far the way from a place on is known. */
  reach({ position }: Pick<Place, 'position'>): number {
    for (let step = this.#steps.get(position); typeof step === 'number'; step = this.#steps.get(position)) {
      position = step;
    }
    return position;
  }

  /** Takes in the boxes that begin in `bytes`. */
  #take(place: Place, bytes: Uint8Array): void {
    const view = viewOf(bytes);
    const end = place.position + bytes.byteLength;
    const isEnd = end === this.byteLength;
    let { position, decodeTicks, areComposed = false } = place;
    while (end - position >= (isEnd ? 8 : largeHeaderBytes) && !this.#steps.has(position)) {
      try {
        const { type, next } = this.#readHeader(view, position, position - place.position);
        if (type !== 'moof') this.#steps.set(position, next);
        else if (next > end) {
          this.#moofBytes.set(position, Math.min(next + largeHeaderBytes, this.byteLength) - position);
          return;
        } else {
          decodeTicks = this.#readMoof(view, { position, decodeTicks, areComposed }, next, place.position);
          areComposed = false;
        }
        position = next;
      } catch (thrown) {
        if (!(thrown instanceof FunnelError || thrown instanceof RangeError)) throw thrown;
        const error =
          thrown instanceof FunnelError ? thrown : new FunnelError('media/corrupt', thrown.message);
        this.#steps.set(position, error);
        return;
      }
    }
  }

  /** @returns where the box ends, always further on */
  #readHeader(view: DataView, position: number, at: number): { type: string; next: number } {
    const type = fourCharacterCode(view, at + 4);
    let size = view.getUint32(at);
    if (size === 0) return { type: 'free', next: this.byteLength };
    if (size === 1) {
      const isWhole = view.byteLength - at >= largeHeaderBytes;
      size = isWhole ? view.getUint32(at + 8) * 2 ** 32 + view.getUint32(at + 12) : 0;
      if (size < largeHeaderBytes) size = 0;
    }
    if (size < 8 || !/^[\x20-\x7e]{4}$/.test(type)) {
      throw new FunnelError('media/corrupt', `no box at ${position}`);
    }
    const next = position + size;
    if (type !== 'moof') return { type, next: Math.min(next, this.byteLength) };
    if (next > this.byteLength) throw new FunnelError('media/corrupt', 'moof cut off by the end of the file');
    if (size > maxMoofBytes) throw new FunnelError('media/limit', `moof of ${size} bytes`);
    return { type, next };
  }

  /** @returns what tracks have come to after it */
  #readMoof(view: DataView, place: Place, end: number, viewPosition: number): DecodeTicks {
    const [moof] = boxesIn(view, place.position - viewPosition, end - viewPosition);
    const content = readMoof(view, moof!, this.#trex, place);
    this.#moofBytes.delete(place.position);
    this.#headerBytes = Math.max(this.#headerBytes, 2 * (end - place.position));
    this.#add(content, place, end);
    return content.decodeEndTicks;
  }

  #add(content: ReturnType<typeof readMoof>, place: Place, end: number): void {
    const fragment: MovieFragment = {
      place,
      after: { position: end, decodeTicks: content.decodeEndTicks },
      hasDecodeTimes: content.hasDecodeTimes,
      ...this.#layOut(content.tables),
    };
    this.#texts.take(place.position, content.tables);
    this.#steps.set(place.position, fragment);
    if (fragment.timelines.size > 0) this.#fragments.splice(this.#indexOf(place.position), 0, fragment);
    this.#weight += weightOf(fragment);
    if (this.#weight > maxWeight) this.#forget();
  }

  #layOut(
    tables: ReadonlyMap<number, SampleTable>,
  ): Pick<MovieFragment, 'timelines' | 'startSeconds' | 'endSeconds'> {
    const timelines = new Map<number, Timeline>();
    for (const [id, table] of tables) {
      const track = this.#tracks.get(id);
      if (track) timelines.set(id, timelineOf(track, table));
    }
    const all = [...timelines.values()];
    return {
      timelines,
      startSeconds: Math.min(...all.map((each) => presentationTicks(each, 0) / each.timescale)),
      endSeconds: Math.max(...all.map((each) => each.endTicks / each.timescale)),
    };
  }

  /** Index of the first that was read at `position` or after it. */
  #indexOf(position: number): number {
    return lowest(this.#fragments.length, (each) => this.#fragments[each]!.place.position >= position);
  }

  #forget(): void {
    for (const [position, step] of this.#steps) {
      if (this.#weight <= maxWeight / 2) return;
      // What the moov describes is not read again.
      if (position === this.head.position) continue;
      this.#steps.delete(position);
      if (typeof step === 'number' || step instanceof FunnelError) continue;
      if (step.timelines.size > 0) this.#fragments.splice(this.#indexOf(position), 1);
      this.#weight -= weightOf(step);
    }
  }
}

const weightOf = ({ timelines }: MovieFragment): number =>
  [...timelines.values()].reduce((sum, { table }) => sum + table.count, fragmentWeight);
