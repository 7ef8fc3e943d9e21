/** A page of ours to the background: what lies behind this link? */
export interface MediaProbe {
  readonly type: 'probe-media';
  readonly url: string;
  /** The page or frame that holds the link. */
  readonly referrer: string;
}

/** What a server says of a file when it is asked for one byte of it. */
export type ProbedMedia =
  | {
      readonly status: number;
      readonly contentType: string | null;
      readonly contentDisposition: string | null;
      /** Of the whole file; null where the server does not tell. */
      readonly byteLength: number | null;
    }
  /** No answer came, or none was asked for. */
  | null;

export function isMediaProbe(message: unknown): message is MediaProbe {
  if (typeof message !== 'object' || message === null) return false;
  const { type, url, referrer } = message as Partial<Record<keyof MediaProbe, unknown>>;
  return type === 'probe-media' && isHttp(url) && isHttp(referrer);
}

const isHttp = (url: unknown): boolean =>
  typeof url === 'string' && /^https?:\/\//i.test(url) && URL.canParse(url);
