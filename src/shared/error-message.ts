import type { ErrorCode } from '../core/errors';
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

/** What the viewer can do about it. */
export const errorAction = (code: ErrorCode): string => message(`error_${keyPart(code)}_action`);
