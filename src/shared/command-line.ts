import type { Header } from './header-profiles';

/** Programs outside the browser that play or fetch a link. */
export const programs = ['mpv', 'aria2c', 'curl'] as const;
export type Program = (typeof programs)[number];

/**
 * A line for a POSIX shell that has another program play or fetch a link.
 * @param url as the viewer gave it: it reaches the program to the letter
 * @param headers that the program is to send
 * @param title of the film: what it is saved as
 */
export function commandLine(
  program: Program,
  url: string,
  headers: readonly Header[],
  title: string,
): string {
  return [program, ...options[program](headers, fileName(title)), url].map(quoted).join(' ');
}

/** Hidden in no folder's listing, outside of none, and no option. */
function fileName(title: string): string {
  const name = title.replaceAll(/[\p{Cc}/\\]/gu, '_').replace(/^[.\s~-]+/, '');
  return name === '' ? 'film' : name.slice(0, 120);
}

const headerLine = ({ name, value }: Header): string => `${name}: ${value}`;

/**
 * Of two ways to say the same the one is taken in which a value means nothing but itself: curl's `--referer` reads
 * `;auto` at its end, aria2c's takes `*` for something else, and curl's links may hold patterns.
 */
const options: Readonly<Record<Program, (headers: readonly Header[], name: string) => readonly string[]>> = {
  mpv: (headers) => [
    ...headers.map((header) => {
      if (header.name === 'user-agent') return `--user-agent=${header.value}`;
      if (header.name === 'referer') return `--referrer=${header.value}`;
      return `--http-header-fields-append=${headerLine(header)}`;
    }),
    '--',
  ],
  aria2c: (headers, name) => [
    // A name of our own: one that a host chooses may be that of any file there.
    `--out=${name}`,
    '--split=16',
    '--max-connection-per-server=16',
    '--min-split-size=1M',
    ...headers.map((header) =>
      header.name === 'user-agent' ? `--user-agent=${header.value}` : `--header=${headerLine(header)}`,
    ),
    '--',
  ],
  curl: (headers, name) => [
    '--fail',
    '--location',
    '--globoff',
    '--output',
    name,
    ...headers.flatMap((header) => ['--header', headerLine(header)]),
    '--url',
  ],
};

/** One word of a POSIX shell: between single quotes nothing has a meaning but the quote itself. */
const quoted = (word: string): string =>
  /^[a-z0-9_./:=@%+,-]+$/i.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
