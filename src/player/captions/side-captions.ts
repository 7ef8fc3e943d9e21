import { message } from '../../shared/i18n';
import { showDelayed } from '../tracks/text-tracks';
import { vttCue } from '../tracks/vtt-cue';
import type { TrackMenu } from '../view/track-menu';
import { captionLanguage, parseCaptions } from './parse-captions';

/** Captions from files of their own, offered in the same menu as the film's. */
export class SideCaptions {
  readonly #video: HTMLVideoElement;
  readonly #menu: TrackMenu;
  readonly #toast: (text: string) => void;
  readonly #tracks = new Map<number, TextTrack>();

  constructor(video: HTMLVideoElement, menu: TrackMenu, toast: (text: string) => void) {
    this.#video = video;
    this.#menu = menu;
    this.#toast = toast;
    // As long as the page is there.
    menu.onChange(() => this.#follow(), new AbortController().signal);
  }

  /**
   * @param name of the file
   * @param isChosen whether the viewer has asked for it: then they are told too if there are no captions in it
   */
  async add(name: string, bytes: Uint8Array, isChosen: boolean): Promise<void> {
    const cues = await parseCaptions(name, bytes).catch(() => []);
    if (cues.length === 0) {
      if (isChosen) this.#toast(message('captionsNone', name));
      return;
    }
    const language = captionLanguage(name);
    // Another kind than the film's own, which are told apart by their places.
    const track = this.#video.addTextTrack('captions', name, language === 'und' ? '' : language);
    track.mode = 'hidden';
    for (const cue of cues) track.addCue(vttCue(cue));
    const id = this.#menu.addCaptions({ name, language }, isChosen);
    this.#tracks.set(id, track);
    this.#follow();
    if (this.#menu.captionsId === id) this.#toast(message('toastCaptions', name));
  }

  #follow(): void {
    for (const [id, track] of this.#tracks) {
      if (id === this.#menu.captionsId) showDelayed(track, this.#menu.delaySeconds);
      else track.mode = 'disabled';
    }
  }
}
