import { FunnelError } from '../../core/errors';

/**
 * Why a SourceBuffer did not take something.
 * @param elementError what has become of the media element by then
 */
export function whyRefused(cause: unknown, elementError: { readonly message: string } | null): FunnelError {
  if (cause instanceof FunnelError) return cause;
  const name = cause instanceof DOMException ? cause.name : '';
  if (name === 'QuotaExceededError') return new FunnelError('playback/quota', String(cause), { cause });
  // Once decoding has failed every buffer is closed, often before the page hears why: this fragment is not to blame.
  if (name === 'InvalidStateError' && elementError) {
    return new FunnelError('playback/decode', elementError.message, { cause });
  }
  return new FunnelError('playback/append-failed', String(cause), { cause });
}
