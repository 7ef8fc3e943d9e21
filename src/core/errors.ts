/** A recoverable error leaves the film playing or the funnel trying; a fatal one has ended this attempt. */
export type Severity = 'recoverable' | 'fatal';

/** What a button beside an error can do for the viewer. */
export type ErrorAction =
  | 'retry'
  /** A box for another link. */
  | 'fresh-link'
  | 'allow-site'
  /** In a plain `<video>`, on one connection. */
  | 'play-natively'
  /** As a page of its own. */
  | 'open-tab'
  | 'copy-link'
  /** A command line for another program. */
  | 'copy-mpv'
  | 'copy-aria2c'
  | 'copy-curl';

interface ErrorTraits {
  readonly severity: Severity;
  /** What is offered once the attempt has ended, the likeliest to help first. */
  readonly actions: readonly ErrorAction[];
  /**
   * What fails on many connections is given to a plain `<video>` at once, where that plays it, or may: then it shows at
   * once if it does not.
   */
  readonly natively?: 'plays' | 'may-play';
}

/** The file is there to be had: other programs may do what Funnel or the browser cannot. */
const elsewhere = ['open-tab', 'copy-link', 'copy-mpv', 'copy-aria2c', 'copy-curl'] as const;
const again = ['retry', ...elsewhere] as const;
/** Where a plain `<video>` is worth a try, though it will most likely fail too. */
const againOrNatively = ['retry', 'play-natively', ...elsewhere] as const;

/** Every error Funnel can show. Each has a sentence in every locale, named `error_<code with _ for / and ->`. */
export const errorTraits = {
  'input/no-url': { severity: 'fatal', actions: ['fresh-link'] },
  'input/bad-url': { severity: 'fatal', actions: ['fresh-link'] },
  'input/scheme': { severity: 'fatal', actions: ['fresh-link'] },
  'access/permission-needed': { severity: 'fatal', actions: ['allow-site', 'copy-link'] },
  'access/private-address': { severity: 'fatal', actions: ['copy-link'] },
  'network/offline': { severity: 'recoverable', actions: again },
  'network/connect-timeout': { severity: 'recoverable', actions: again },
  'network/unreachable': { severity: 'recoverable', actions: again },
  'network/stalled': { severity: 'recoverable', actions: again },
  'network/slow': { severity: 'recoverable', actions: again },
  'network/truncated': { severity: 'recoverable', actions: again },
  'network/reset': { severity: 'recoverable', actions: again },
  'http/expired': { severity: 'fatal', actions: ['retry', 'fresh-link', ...elsewhere] },
  'http/gone': { severity: 'fatal', actions: ['retry', 'fresh-link', 'open-tab', 'copy-link'] },
  'http/throttled': { severity: 'recoverable', actions: again },
  'http/server': { severity: 'recoverable', actions: again },
  'http/range-ignored': { severity: 'fatal', actions: again, natively: 'plays' },
  'http/range-invalid': { severity: 'fatal', actions: againOrNatively },
  'http/unexpected': { severity: 'fatal', actions: again },
  'resource/changed': { severity: 'fatal', actions: again },
  'resource/another-file': { severity: 'recoverable', actions: ['fresh-link', 'retry'] },
  'resource/mirror-used': { severity: 'recoverable', actions: again },
  'resource/length-unknown': { severity: 'fatal', actions: again, natively: 'plays' },
  'media/not-media': { severity: 'fatal', actions: againOrNatively },
  'media/no-moov': { severity: 'fatal', actions: againOrNatively },
  'media/fragmented': { severity: 'fatal', actions: again, natively: 'plays' },
  'media/no-fragments': { severity: 'fatal', actions: again },
  'media/truncated': { severity: 'recoverable', actions: again },
  'media/corrupt': { severity: 'fatal', actions: again, natively: 'may-play' },
  'media/limit': { severity: 'fatal', actions: again, natively: 'may-play' },
  'media/codec-unsupported': { severity: 'fatal', actions: again, natively: 'may-play' },
  'media/video-unsupported': { severity: 'recoverable', actions: again },
  'media/audio-unsupported': { severity: 'recoverable', actions: again },
  'media/rate-ignored': { severity: 'recoverable', actions: again },
  'media/encrypted': { severity: 'fatal', actions: ['open-tab', 'copy-link'] },
  'playback/append-failed': { severity: 'fatal', actions: againOrNatively },
  'playback/decode': { severity: 'fatal', actions: againOrNatively },
  'playback/quota': { severity: 'recoverable', actions: again },
  'playback/native': { severity: 'recoverable', actions: again },
  'playback/stuck': { severity: 'recoverable', actions: againOrNatively },
  'internal/link-lost': { severity: 'recoverable', actions: again },
  'internal/bug': { severity: 'fatal', actions: again },
} as const satisfies Readonly<Record<string, ErrorTraits>>;

export type ErrorCode = keyof typeof errorTraits;

export const traitsOf = (code: ErrorCode): ErrorTraits => errorTraits[code];

/** A FunnelError as plain data, fit for a message port. */
export interface FunnelErrorData {
  readonly code: ErrorCode;
  /** For the curious and for bug reports; never a sentence the viewer depends on. */
  readonly detail: string;
  /** From `Retry-After`, RFC 9110 section 10.2.3, where the server said it. */
  readonly retryAfterMs?: number;
}

/** The one error class: a code, and a detail in the developer's words. */
export class FunnelError extends Error {
  readonly code: ErrorCode;
  readonly detail: string;
  readonly severity: Severity;

  constructor(code: ErrorCode, detail = '', options?: { cause?: unknown }) {
    super(detail === '' ? code : `${code}: ${detail}`, options);
    this.name = 'FunnelError';
    this.code = code;
    this.detail = detail;
    this.severity = errorTraits[code].severity;
  }

  /** Whatever was thrown, as a FunnelError. */
  static from(thrown: unknown): FunnelError {
    if (thrown instanceof FunnelError) return thrown;
    return new FunnelError('internal/bug', thrown instanceof Error ? thrown.message : String(thrown), {
      cause: thrown,
    });
  }
}
