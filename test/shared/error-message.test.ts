import { readFileSync } from 'node:fs';
import { describe, expect, test, vi } from 'vitest';
import { type ErrorCode, errorTraits, traitsOf } from '../../src/core/errors';

interface Message {
  readonly message: string;
  readonly placeholders?: Readonly<Record<string, { readonly content: string }>>;
}

const locales = ['en', 'zh_CN'] as const;
const messagesOf = (locale: string): Record<string, Message> =>
  JSON.parse(readFileSync(new URL(`../../_locales/${locale}/messages.json`, import.meta.url), 'utf8'));

let messages: Record<string, Message> = {};
vi.doMock('webextension-polyfill', () => ({
  default: { i18n: { getMessage: (key: string) => messages[key]?.message ?? '' } },
}));
const { endedAction, errorAction, errorSentence } = await import('../../src/shared/error-message');

const codes = Object.keys(errorTraits) as ErrorCode[];
/** How long a sentence may be to be read at a glance, in characters. */
const lengths = { en: [20, 125], zh_CN: [8, 60] } as const;
/** Words that send the viewer to a button. */
const buttons = {
  en: { retry: /try again|start again/i, natively: /without Funnel/ },
  zh_CN: { retry: /请重试|后重试|点击重试|重新开始/, natively: /不用 Funnel/ },
} as const;

describe.each(locales)('in %s', (locale) => {
  const [shortest, longest] = lengths[locale];
  const checkSentence = (text: string) => {
    expect(text).toMatch(/[.。]$/);
    expect(text).not.toMatch(/\$|undefined|null|\{/);
    expect(text.length, text).toBeGreaterThanOrEqual(shortest);
    expect(text.length, text).toBeLessThanOrEqual(longest);
  };

  test.each(codes)('%s is told in sentences', (code) => {
    messages = messagesOf(locale);
    checkSentence(errorSentence(code));
    checkSentence(errorAction(code));
    expect(errorAction(code)).not.toBe(errorSentence(code));
  });

  test.each(codes)('%s, once it has ended it all, advises nothing that is not offered', (code) => {
    messages = messagesOf(locale);
    const { actions } = traitsOf(code);
    const withoutNative = actions.filter((action) => action !== 'play-natively');
    for (const offered of [actions, withoutNative]) {
      const advice = endedAction(code, offered);
      checkSentence(advice);
      if (buttons[locale].retry.test(advice)) expect(offered).toContain('retry');
      if (buttons[locale].natively.test(advice)) expect(offered).toContain('play-natively');
    }
  });

  test('a film that plays natively is not advised to be played so', () => {
    messages = messagesOf(locale);
    const playing = codes.filter((code) => traitsOf(code).natively === 'plays' || code === 'playback/native');
    for (const code of playing) expect(errorAction(code)).not.toMatch(buttons[locale].natively);
    // Where it failed natively too, that is what is said.
    const failed = endedAction('http/range-ignored', []);
    expect(failed).toBe(messages.errorNotNativelyAction!.message);
    expect(endedAction('playback/decode', ['retry'])).toBe(failed);
    expect(endedAction('playback/decode', ['retry', 'play-natively'])).not.toBe(failed);
  });
});

test('every error has a way to go on, and where there is no link to act on it is another link', () => {
  for (const code of codes) {
    const { actions } = traitsOf(code);
    expect(actions.length, code).toBeGreaterThan(0);
    if (code.startsWith('input/')) expect(actions).toEqual(['fresh-link']);
    expect(new Set(actions).size, code).toBe(actions.length);
  }
});
