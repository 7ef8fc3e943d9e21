import type { Behaviour } from './behaviour';
import type { Content } from './content';
import { type ByteRange, parseRange } from './range-header';

/** The head of a response, and which of the file's bytes follow it (or a page of text instead). */
export interface Answer {
  status: number;
  headers: Record<string, string>;
  body: ByteRange | string;
}

const types: Record<string, string> = {
  mp4: 'video/mp4',
  m4v: 'video/mp4',
  mov: 'video/quicktime',
  m4a: 'audio/mp4',
  mp3: 'audio/mpeg',
  webm: 'video/webm',
  mkv: 'video/x-matroska',
  html: 'text/html; charset=utf-8',
  txt: 'text/plain; charset=utf-8',
  json: 'application/json',
  js: 'text/javascript; charset=utf-8',
  css: 'text/css; charset=utf-8',
};

/** A small HTML page that says the status, as hosts send one. */
export function pageAnswer(status: number, headers: Record<string, string> = {}): Answer {
  const body = `<!doctype html><title>${status}</title><h1>${status}</h1>\n`;
  return {
    status,
    headers: {
      'content-type': 'text/html; charset=utf-8',
      'content-length': String(Buffer.byteLength(body)),
      ...headers,
    },
    body,
  };
}

/** What the path answers by its behaviour, faults in transit aside. Header names in `request` are lower-case. */
export function answerTo(
  request: { path: string; method: string; headers: Record<string, string>; underWay: number },
  content: Content,
  behaviour: Behaviour,
): Answer {
  if (behaviour.status !== undefined) return pageAnswer(behaviour.status, retryAfter(behaviour.retryAfter));
  if (behaviour.maxRequests !== undefined && request.underWay > behaviour.maxRequests)
    return pageAnswer(503, retryAfter(behaviour.retryAfter));
  if (behaviour.requireCookie !== undefined) {
    const cookies = (request.headers.cookie ?? '').split(';').map((cookie) => cookie.trim());
    if (!cookies.includes(behaviour.requireCookie)) return pageAnswer(403);
  }
  if (behaviour.redirectTo !== undefined)
    return pageAnswer(behaviour.redirectStatus ?? 302, { location: behaviour.redirectTo });
  if (request.method !== 'GET' && request.method !== 'HEAD') return pageAnswer(405, { allow: 'GET, HEAD' });
  return overridden(fileAnswer(request, content, behaviour), behaviour.headers);
}

function fileAnswer(
  { path, headers }: { path: string; headers: Record<string, string> },
  content: Content,
  behaviour: Behaviour,
): Answer {
  const { lengthBytes } = content;
  const common = commonHeaders(path, content, behaviour);
  const tellsLength = behaviour.tellLength ?? true;
  const asked =
    (behaviour.ranges ?? true) && ifRangeHolds(headers['if-range'], common)
      ? parseRange(headers.range, lengthBytes, behaviour.suffixRanges ?? true)
      : 'none';
  if (asked === 'unsatisfiable') return pageAnswer(416, { 'content-range': `bytes */${lengthBytes}` });
  const shiftBytes = behaviour.shiftRangeBytes ?? 0;
  const whole = { start: 0, endExclusive: lengthBytes };
  const body =
    asked === 'none' ? whole : { start: asked.start + shiftBytes, endExclusive: asked.endExclusive };
  if (tellsLength) common['content-length'] = String(body.endExclusive - body.start);
  if (asked === 'none') return { status: 200, headers: common, body };
  const total = tellsLength ? lengthBytes : '*';
  common['content-range'] = `bytes ${body.start}-${body.endExclusive - 1}/${total}`;
  return { status: 206, headers: common, body };
}

function commonHeaders(path: string, content: Content, behaviour: Behaviour): Record<string, string> {
  const ending = /\.([^./]+)$/.exec(path)?.[1]?.toLowerCase() ?? '';
  const etag = behaviour.etag === undefined ? content.etag : behaviour.etag;
  return {
    'content-type': behaviour.contentType ?? types[ending] ?? 'application/octet-stream',
    'last-modified': content.lastModified,
    ...((behaviour.ranges ?? true) && { 'accept-ranges': 'bytes' }),
    ...(etag !== null && { etag }),
    ...(behaviour.contentDisposition !== undefined && {
      'content-disposition': behaviour.contentDisposition,
    }),
  };
}

/** RFC 9110, 13.1.5: a strong ETag or the exact date; anything else does not hold. */
function ifRangeHolds(validator: string | undefined, headers: Record<string, string>): boolean {
  if (validator === undefined) return true;
  if (validator.startsWith('"')) return validator === headers.etag;
  return validator === headers['last-modified'];
}

function retryAfter(value: string | undefined): Record<string, string> {
  return value === undefined ? {} : { 'retry-after': value };
}

function overridden(answer: Answer, changes: Behaviour['headers']): Answer {
  const headers = { ...answer.headers };
  for (const [name, value] of Object.entries(changes ?? {})) {
    if (value === null) delete headers[name];
    else headers[name] = value;
  }
  return { ...answer, headers };
}
