import { formatBytes } from '../shared/format';
import { message } from '../shared/i18n';
import type { ProbedMedia } from '../shared/media-probe';

/** `MP4 · 231 MB`; or in words what the server answers instead of a file. */
export function mediaDescription(probed: ProbedMedia, url: string): string {
  if (probed === null) return message('popupNoAnswer');
  if (probed.status >= 400) return message('popupRefused', String(probed.status));
  if (/^text\/html\b/i.test(probed.contentType ?? '')) return message('popupWebPage');
  const size = probed.byteLength === null ? '' : formatBytes(probed.byteLength);
  return [mediaType(probed.contentType, url), size].filter(Boolean).join(' · ');
}

/** The ending people know; without one, what the server calls it: `video/webm` → `WEBM`. */
function mediaType(contentType: string | null, url: string): string {
  const ending = /\.(\w{2,4})$/.exec(new URL(url).pathname)?.[1];
  const subtype = /^(?:video|audio)\/(?:x-)?([\w.-]+)/i.exec(contentType ?? '')?.[1];
  return (ending ?? subtype ?? '').toUpperCase();
}
