/** What the viewer can be offered besides the sentence. */
export type Retry = 'now' | 'later' | 'never';
/** A recoverable error leaves the film playing or the funnel trying; a fatal one has ended this attempt. */
export type Severity = 'recoverable' | 'fatal';

interface ErrorTraits {
  readonly severity: Severity;
  readonly retry: Retry;
}

/** Every error Funnel can show. Each has a sentence in every locale, named `error_<code with _ for / and ->`. */
export const errorTraits = {
  'input/no-url': { severity: 'fatal', retry: 'never' },
  'input/bad-url': { severity: 'fatal', retry: 'never' },
  'input/scheme': { severity: 'fatal', retry: 'never' },
  'access/permission-needed': { severity: 'fatal', retry: 'now' },
  'network/offline': { severity: 'recoverable', retry: 'later' },
  'network/connect-timeout': { severity: 'recoverable', retry: 'later' },
  'network/unreachable': { severity: 'recoverable', retry: 'later' },
  'network/stalled': { severity: 'recoverable', retry: 'now' },
  'network/truncated': { severity: 'recoverable', retry: 'now' },
  'network/reset': { severity: 'recoverable', retry: 'now' },
  'http/expired': { severity: 'fatal', retry: 'never' },
  'http/gone': { severity: 'fatal', retry: 'never' },
  'http/throttled': { severity: 'recoverable', retry: 'later' },
  'http/server': { severity: 'recoverable', retry: 'later' },
  'http/range-ignored': { severity: 'fatal', retry: 'never' },
  'http/range-invalid': { severity: 'fatal', retry: 'later' },
  'http/unexpected': { severity: 'fatal', retry: 'later' },
  'resource/changed': { severity: 'fatal', retry: 'now' },
  'resource/length-unknown': { severity: 'fatal', retry: 'never' },
  'media/not-media': { severity: 'fatal', retry: 'never' },
  'media/no-moov': { severity: 'fatal', retry: 'never' },
  'media/fragmented': { severity: 'fatal', retry: 'never' },
  'media/corrupt': { severity: 'fatal', retry: 'never' },
  'media/limit': { severity: 'fatal', retry: 'never' },
  'media/codec-unsupported': { severity: 'fatal', retry: 'never' },
  'media/encrypted': { severity: 'fatal', retry: 'never' },
  'playback/append-failed': { severity: 'fatal', retry: 'now' },
  'playback/decode': { severity: 'fatal', retry: 'now' },
  'playback/quota': { severity: 'recoverable', retry: 'now' },
  'playback/stuck': { severity: 'recoverable', retry: 'now' },
  'internal/link-lost': { severity: 'recoverable', retry: 'now' },
  'internal/bug': { severity: 'fatal', retry: 'now' },
} as const satisfies Record<string, ErrorTraits>;

export type ErrorCode = keyof typeof errorTraits;

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
  readonly retry: Retry;

  constructor(code: ErrorCode, detail = '', options?: { cause?: unknown }) {
    super(detail === '' ? code : `${code}: ${detail}`, options);
    this.name = 'FunnelError';
    this.code = code;
    this.detail = detail;
    this.severity = errorTraits[code].severity;
    this.retry = errorTraits[code].retry;
  }

  /** Whatever was thrown, as a FunnelError. */
  static from(thrown: unknown): FunnelError {
    if (thrown instanceof FunnelError) return thrown;
    return new FunnelError('internal/bug', thrown instanceof Error ? thrown.message : String(thrown), {
      cause: thrown,
    });
  }
}
