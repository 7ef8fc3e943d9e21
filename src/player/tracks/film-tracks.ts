import type { Movie, MovieTextTrack, TextCue } from '../../core/movie';
import type { TrackMenu } from '../view/track-menu';
import { TextFeed, type TextJob, type TextSource } from './text-feed';
import { addCues, captionTracks, showChapters, showDelayed } from './text-tracks';

/** More are no chapters. */
const maxChapters = 1000;

/** What a film says in words: its captions as the viewer chose, and its chapters. */
export class FilmTracks {
  readonly #menu: TrackMenu;
  readonly #captions: readonly MovieTextTrack[];
  readonly #shown: readonly TextTrack[];
  readonly #feed: TextFeed;
  readonly #chapters: readonly TextJob[];

  /** @param signal ends it */
  constructor(
    { textTracks = [], chapters = [] }: Movie,
    menu: TrackMenu,
    video: HTMLVideoElement,
    file: TextSource,
    signal: AbortSignal,
  ) {
    this.#menu = menu;
    this.#captions = captionsOf(textTracks);
    this.#shown = captionTracks(video, this.#captions);
    this.#feed = new TextFeed(file, video, signal);
    this.#chapters = textTracks
      .filter(({ kind, samples }) => kind === 'chapters' && samples.length <= maxChapters)
      .map((track) => chapterJob(track, video));
    showChapters(video, chapters);
    menu.onChange(() => this.#follow(), signal);
    this.#follow();
  }

  bytesCame(): void {
    this.#feed.bytesCame();
  }

  #follow(): void {
    const { captionsId, delaySeconds } = this.#menu;
    for (const [index, track] of this.#shown.entries()) {
      if (index === captionsId) showDelayed(track, delaySeconds);
      else track.mode = 'disabled';
    }
    const captions = this.#captions.flatMap((track, index): TextJob[] => {
      const shown = this.#shown[index];
      if (index !== captionsId || shown === undefined) return [];
      return [
        {
          track,
          isWhole: false,
          tell: (cues, { range }) => addCues(shown, cues, String(range.start), delaySeconds),
        },
      ];
    });
    this.#feed.delaySeconds = delaySeconds;
    this.#feed.jobs = [...captions, ...this.#chapters];
  }
}

/** Those the viewer may choose from: their places here are the ids they have in the menu. */
export const captionsOf = (textTracks: readonly MovieTextTrack[] = []): readonly MovieTextTrack[] =>
  textTracks.filter(({ kind }) => kind === 'subtitles');

/** Chapters are shown when all are known. */
function chapterJob(track: MovieTextTrack, video: HTMLVideoElement): TextJob {
  const chapters: TextCue[] = [];
  let left = track.samples.length;
  return {
    track,
    isWhole: true,
    tell(cues) {
      chapters.push(...cues);
      if (--left > 0) return;
      showChapters(
        video,
        chapters.sort((a, b) => a.startSeconds - b.startSeconds),
      );
    },
  };
}
