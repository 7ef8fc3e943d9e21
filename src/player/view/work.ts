import { findElement } from './find-element';

/** What is heard: a song, a book. */
export interface Work {
  readonly title: string;
  readonly artist: string;
  readonly album: string;
  /** Of a picture; null where there is none. */
  readonly coverUrl: string | null;
}

/** Shows what is heard, where there is nothing to see. */
export function createWork(root: ParentNode): (work: Work | null) => void {
  const box = findElement(root, '[data-view="work"]', HTMLElement);
  const cover = findElement(box, 'img', HTMLImageElement);
  const text = (name: string) => findElement(box, `[data-view="work-${name}"]`, HTMLElement);
  // A picture the browser cannot show is none.
  cover.addEventListener('error', () => {
    cover.hidden = true;
  });
  return (work) => {
    box.hidden = work === null;
    if (work === null) return;
    for (const name of ['title', 'artist', 'album'] as const) text(name).textContent = work[name];
    cover.hidden = work.coverUrl === null;
    if (work.coverUrl !== null) cover.src = work.coverUrl;
  };
}
