import { clean } from '../../shared/film-title';
import { message, messageLanguage } from '../../shared/i18n';

export interface NamedTrack {
  /** BCP 47 or ISO 639-2/T; `und` where unknown. */
  readonly language: string;
  readonly name?: string;
}

/** What to call each of some tracks: by language and name, and by number where that tells them not apart. */
export function trackLabels(tracks: readonly NamedTrack[]): string[] {
  const labels = tracks.map(({ language, name = '' }) =>
    [...new Set([languageName(language), clean(name)])].filter((part) => part !== '').join(' – '),
  );
  return labels.map((label, index) => {
    const number = String(index + 1);
    if (label === '') return message('trackNumbered', number);
    return labels.indexOf(label) === labels.lastIndexOf(label) ? label : `${label} (${number})`;
  });
}

/** Several languages, none in particular, no words at all: nothing to call a track by. */
const noLanguages = new Set(['und', 'mul', 'mis', 'zxx']);

function languageName(language: string): string {
  if (noLanguages.has(language)) return '';
  try {
    const names = new Intl.DisplayNames([messageLanguage()], { type: 'language', fallback: 'none' });
    return names.of(language) ?? '';
  } catch {
    return '';
  }
}

/** The first track in one of the languages the viewer reads, most liked first; else the first of all. */
export function preferredIndex(tracks: readonly NamedTrack[], languages: readonly string[]): number {
  for (const wanted of languages.map(baseLanguage)) {
    const index = tracks.findIndex(({ language }) => baseLanguage(language) === wanted);
    if (index >= 0) return index;
  }
  return 0;
}

/** `en` for `eng` and `en-GB`. */
function baseLanguage(tag: string): string {
  try {
    return new Intl.Locale(tag).language;
  } catch {
    return tag;
  }
}
