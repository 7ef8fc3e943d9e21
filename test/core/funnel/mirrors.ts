/** Addresses a viewer gives besides the link, and what lies there. */
import type { FileBytes } from './simulated-file';
import type { FetchCommand } from './simulated-network';
import type { Fault, Serve } from './simulated-server';

export type Mirror =
  /** The same file: the server calls it the same, something else, or nothing. */
  | { readonly kind: 'same'; readonly etag: string | null }
  | { readonly kind: 'other-length' }
  /** A file of the same length that is another from this byte on, or in its last byte. */
  | { readonly kind: 'other-bytes'; readonly from: number }
  | { readonly kind: 'forbidden' }
  | { readonly kind: 'silent' };

/** The link, then so many mirrors. */
export const urlsOf = (mirrors: readonly Mirror[]): string[] => [
  'https://cdn.example/film.mp4',
  ...mirrors.map((_, index) => `https://mirror${index}.example/film.mp4`),
];

export const isOfMirror = ({ url }: Pick<FetchCommand, 'url'>): boolean => /^https:\/\/mirror/.test(url);

/** What lies at an address or a host of `urlsOf`; undefined where that is the link's. */
export const mirrorAt = (mirrors: readonly Mirror[], url: string): Mirror | undefined =>
  mirrors[Number(/^(?:https:\/\/)?mirror(\d+)/.exec(url)?.[1] ?? -1)];

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
        return { bytes: otherFrom(mirror.from, file), etag: '"a third film"' };
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

/** One zero more at its end. */
const longer = (file: FileBytes): FileBytes => ({
  length: file.length + 1,
  slice: (start, end) => {
    const bytes = new Uint8Array(end - start);
    bytes.set(file.slice(start, Math.min(end, file.length)));
    return bytes;
  },
});

/** Every byte from there on is another: whoever believes such a mirror gives himself away soon. */
function otherFrom(wanted: number, file: FileBytes): FileBytes {
  const from = Math.min(wanted, file.length - 1);
  const slice = (start: number, end: number) =>
    file.slice(start, end).map((byte, index) => (start + index < from ? byte : byte ^ 0xff));
  return { length: file.length, slice };
}
