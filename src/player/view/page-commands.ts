import { message } from '../../shared/i18n';
import { formatTime } from './format';
import { createLoop } from './loop';

/** What can be asked for by a key and by the menu alike; each says in a word what came of it. */
export interface PageCommands {
  loop(): void;
  loopPart(): void;
  savePicture(): void;
  copyPicture(): void;
  next(): void;
  help(): void;
}

/**
 * @param title of the film, as it is called now
 * @param next plays the next film
 */
export function createPageCommands(
  document: Document,
  video: HTMLVideoElement,
  toast: (text: string) => void,
  { title, next }: { readonly title: () => string; readonly next: () => void },
): PageCommands {
  const loop = createLoop(document, video);
  const take = async (act: (picture: typeof import('./picture')) => Promise<void>, done: string) => {
    try {
      await act(await import('./picture'));
      toast(done);
    } catch {
      toast(message('toastNoPicture'));
    }
  };
  return {
    loop: () => toast(loop.toggle() ? message('toastLoop') : message('toastLoopOff')),
    loopPart() {
      loop.markPart();
      const { part } = loop;
      if (part === null) toast(message('toastPartOff'));
      else if (part.endSeconds === null) toast(message('toastPartBegins'));
      else toast(message('toastPart', formatTime(part.startSeconds), formatTime(part.endSeconds)));
    },
    savePicture: () =>
      void take(({ savePicture }) => savePicture(video, title()), message('toastPictureSaved')),
    copyPicture: () => void take(({ copyPicture }) => copyPicture(video), message('toastPictureCopied')),
    next,
    // Not needed for the first picture, and by most people never.
    help: () => void import('./help-sheet').then(({ toggleHelp }) => toggleHelp(document)),
  };
}
