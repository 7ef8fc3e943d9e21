/** Addresses a viewer gives besides the link, and what lies there. */
import { type FileBytes, simulatedFile } from './simulated-file';
import type { FetchCommand } from './simulated-network';
import type { Fault, Serve } from './simulated-server';

export const linkUrl = 'https://cdn.example/film.mp4';

export type Mirror =
  /** The same file: the server calls it the same, something else, or nothing. */
  | { readonly kind: 'same'; readonly etag: string | null }
  | { readonly kind: 'other-length' }
  /** A file of the same length that is another from this byte on. */
  | { readonly kind: 'other-bytes'; readonly from: number }
  | { readonly kind: 'forbidden' }
  | { readonly kind: 'silent' };

export const mirrorUrl = (index: number): string => `https://mirror${index}.example/film.mp4`;

export const isOfMirror = ({ url }: Pick<FetchCommand, 'url'>): boolean => /^https:\/\/mirror/.test(url);

const mirrorAt = (mirrors: readonly Mirror[], url: string): Mirror | undefined =>
  mirrors[Number(/^https:\/\/mirror(\d+)/.exec(url)?.[1] ?? -1)];

/** The link's file, and what the mirrors have of it. */
export function serveWith(mirrors: readonly Mirror[], file: FileBytes): Serve {
  return (url) => {
    const mirror = mirrorAt(mirrors, url);
    switch (mirror?.kind) {
      case 'same':
        return { bytes: file, etag: mirror.etag };
      case 'other-length':
        return { bytes: longer(file), etag: '"film"' };
      case 'other-bytes':
        return { bytes: otherFrom(mirror.from, file), etag: '"another film"' };
      default:
        return { bytes: file, etag: '"film"' };
    }
  };
}

/** What becomes of every request to a mirror that does not answer. */
export function mirrorFault(mirrors: readonly Mirror[], { url }: FetchCommand): Fault | null {
  const mirror = mirrorAt(mirrors, url);
  if (mirror?.kind === 'forbidden') return { kind: 'status', status: 403 };
  return mirror?.kind === 'silent' ? { kind: 'silent' } : null;
}

const longer = ({ length }: FileBytes): FileBytes => simulatedFile(length + 1);

/** Every byte from there on is another: whoever believes such a mirror gives himself away soon. */
function otherFrom(from: number, file: FileBytes): FileBytes {
  const slice = (start: number, end: number) =>
    file.slice(start, end).map((byte, index) => (start + index < from ? byte : byte ^ 0xff));
  return { length: file.length, slice };
}
