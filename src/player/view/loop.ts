import { findElement } from './find-element';

/** A part of the film to play again and again. Without an end it is still being chosen. */
export interface Part {
  readonly startSeconds: number;
  readonly endSeconds: number | null;
}

export interface Loop {
  readonly part: Part | null;
  /** Marks where a part begins, then where it ends, then forgets it. */
  markPart(): void;
  /** @returns whether the whole film repeats now */
  toggle(): boolean;
}

/** Shorter parts are slips of the finger. */
const partSecondsMin = 0.3;

/** Repeats the film, or a part of it that is marked on the timeline. */
export function createLoop(document: Document, video: HTMLVideoElement): Loop {
  const mark = findElement(document, '[data-view="part"]', HTMLElement);
  let part: Part | null = null;

  const set = (next: Part | null): void => {
    part = next;
    mark.hidden = part === null || !(video.duration > 0);
    if (part === null) return;
    const share = (seconds: number) => `${((seconds / video.duration) * 100).toFixed(3)}%`;
    mark.style.insetInlineStart = share(part.startSeconds);
    mark.style.width = part.endSeconds === null ? '0' : share(part.endSeconds - part.startSeconds);
  };
  const turnBack = (): void => {
    if (part?.endSeconds == null || video.seeking) return;
    if (video.currentTime >= part.endSeconds || video.ended) video.currentTime = part.startSeconds;
  };
  video.addEventListener('timeupdate', turnBack);
  // A part that ends with the film: from there the browser would not go on by itself.
  video.addEventListener('ended', () => {
    if (part?.endSeconds == null) return;
    turnBack();
    video.play().catch(() => {});
  });

  return {
    get part() {
      return part;
    },
    markPart() {
      const now = video.currentTime;
      if (part === null) set({ startSeconds: now, endSeconds: null });
      else if (part.endSeconds === null && now >= part.startSeconds + partSecondsMin)
        set({ ...part, endSeconds: now });
      else set(null);
    },
    toggle() {
      video.loop = !video.loop;
      return video.loop;
    },
  };
}
