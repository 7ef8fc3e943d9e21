/**
 * Addresses at which captions of a film lie by custom: beside it, with its name. None for a link with a query: such are
 * signed or made for one film, and have no neighbours.
 * @param url as it was given
 * @param languages of the viewer, most liked first
 */
export function captionsBeside(url: string, languages: readonly string[]): string[] {
  const path = /^(https?:\/\/[^/?#]+\/(?:[^?#]*\/)?[^/?#]+)\.[a-z0-9]{2,4}(?:#.*)?$/i.exec(url)?.[1];
  if (path === undefined) return [];
  const languageOf = (tag: string) => tag.split('-')[0]!.toLowerCase();
  const liked = [...new Set(languages.map(languageOf))].slice(0, 2);
  // Of each language its own name first, then those of regions.
  const tags = liked.flatMap((language) => [
    language,
    ...languages.filter((tag) => tag.includes('-') && languageOf(tag) === language).slice(0, 1),
  ]);
  return [
    ...['srt', 'vtt', 'ass'].map((type) => `${path}.${type}`),
    ...tags.map((tag) => `${path}.${tag}.srt`),
  ];
}
