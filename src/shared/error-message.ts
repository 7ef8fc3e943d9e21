import { type ErrorAction, type ErrorCode, traitsOf } from '../core/errors';
import { message } from './i18n';

/** `network/connect-timeout` → `network_connect_timeout`, for the compiler to hold each code to its sentences. */
type KeyPart<Code extends string> = Code extends `${infer Head}/${infer Tail}`
  ? KeyPart<`${Head}_${Tail}`>
  : Code extends `${infer Head}-${infer Tail}`
    ? KeyPart<`${Head}_${Tail}`>
    : Code;

const keyPart = (code: ErrorCode) => code.replaceAll(/[/-]/g, '_') as KeyPart<ErrorCode>;

/** What happened, and whose fault it likely is. */
export const errorSentence = (code: ErrorCode): string => message(`error_${keyPart(code)}`);

/**
 * What the viewer can do once an attempt has ended: nobody is trying any more.
 * @param offered by buttons beside it
 */
export function endedAction(code: ErrorCode, offered: readonly ErrorAction[]): string {
  const { severity, actions, natively } = traitsOf(code);
  if (code === 'internal/link-lost') return message('errorReloadAction');
  const wasTriedNatively = actions.includes('play-natively') && !offered.includes('play-natively');
  if (natively === 'plays' || wasTriedNatively) return message('errorNotNativelyAction');
  const canRetry = severity === 'recoverable' && actions.includes('retry');
  return canRetry ? message('errorEndedAction') : errorAction(code);
}

/** What the viewer can do about it, or need not. */
export const errorAction = (code: ErrorCode): string => message(`error_${keyPart(code)}_action`);
