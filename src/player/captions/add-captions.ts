import { message } from '../../shared/i18n';
import type { PlayerRequest } from '../../shared/player-address';
import { findElement } from '../view/find-element';
import type { PlayerPage } from '../view/player-page';
import { captionsBeside } from './beside';
import { setUpCaptionLook } from './caption-look';
import { fetchSmall } from './fetch-small';
import { isCaptionFile } from './parse-captions';
import { SideCaptions } from './side-captions';

/** Larger files are no captions. */
const fileLengthMax = 20_000_000;
/** Film that must be safe before anything else is asked of its host. */
const calmSeconds = 10;

/** Captions from files: picked, dropped on the page, or found beside the film. To be called once, when the film plays. */
export function addCaptionFiles(page: PlayerPage, { url, referrer }: PlayerRequest): void {
  const { document, video, trackMenu, toast } = page;
  const captions = new SideCaptions(video, trackMenu, toast);
  const open = async (files: Iterable<File>) => {
    for (const file of files) {
      if (!isCaptionFile(file.name)) toast(message('captionsNone', file.name));
      else if (file.size > fileLengthMax) toast(message('captionsTooLarge', file.name));
      else await captions.add(file.name, new Uint8Array(await file.arrayBuffer()), true);
    }
  };
  const input = findElement(document, '[data-view="caption-file"]', HTMLInputElement);
  findElement(document, '[data-view="open-captions"]', HTMLButtonElement).addEventListener('click', () =>
    input.click(),
  );
  input.addEventListener('change', () => {
    void open(Array.from(input.files ?? [])).then(() => {
      // The same file may be picked again.
      input.value = '';
    });
  });
  document.addEventListener('dragover', (event) => {
    if (event.dataTransfer?.types.includes('Files')) event.preventDefault();
  });
  document.addEventListener('drop', (event) => {
    if (!event.dataTransfer?.types.includes('Files')) return;
    // Whatever it is: the browser would leave the film for it.
    event.preventDefault();
    void open(event.dataTransfer.files);
  });
  setUpCaptionLook(page);
  whenCalm(video, () =>
    fetchSmall(captionsBeside(url, navigator.languages), url, referrer, (found, bytes) => {
      void captions.add(fileName(found), bytes, false);
    }),
  );
}

/** Once, when the film plays and the next seconds of it are there. */
function whenCalm(video: HTMLVideoElement, act: () => void): void {
  const look = () => {
    const { buffered, currentTime, duration } = video;
    const isThere = (seconds: number) =>
      Array.from({ length: buffered.length }).some(
        (_, n) => buffered.start(n) <= currentTime && buffered.end(n) >= seconds,
      );
    if (video.paused || !isThere(Math.min(currentTime + calmSeconds, duration - 1))) return;
    video.removeEventListener('timeupdate', look);
    act();
  };
  video.addEventListener('timeupdate', look);
}

function fileName(url: string): string {
  const name = url.slice(url.lastIndexOf('/') + 1);
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}
