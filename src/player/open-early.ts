import type { KeptIndex } from './kept-index';
import { RemoteFile, type RemoteFileListener } from './remote-file';

export type OpenFile = (listener: RemoteFileListener) => RemoteFile;

/**
 * Begins to fetch a file before there is anyone to hear of it. What is returned hands that file to the first who asks
 * for it, and opens it anew for everyone after.
 * @param urls of one file: the link, then mirrors of it
 * @param referrer the page the link was on
 * @param kept what was read of the file before this page was loaded
 */
export function openEarly(
  urls: readonly string[],
  referrer: string | null,
  kept: KeptIndex | null = null,
): OpenFile {
  let listener: RemoteFileListener | null = null;
  let [link, ...mirrors] = urls;
  /** What was said last, and nobody heard. */
  let unheard: ((listener: RemoteFileListener) => void) | null = null;
  const tell = (say: (listener: RemoteFileListener) => void) => {
    if (listener) say(listener);
    else unheard = say;
  };
  const open = () =>
    new RemoteFile(
      [link!, ...mirrors],
      referrer,
      {
        bytesCame: () => listener?.bytesCame(),
        trouble: (error) => tell((each) => each.trouble(error)),
        deadLink: (error) => tell((each) => each.deadLink(error)),
        freshLink: (url, refusal) => {
          if (refusal === null) [link, mirrors] = [url, mirrors.filter((mirror) => mirror !== url)];
          tell((each) => each.freshLink(url, refusal));
        },
        // Before anyone listens, `opened` and every read tell it too.
        failed: (error) => listener?.failed(error),
      },
      kept,
    );
  const early = open();
  return (next) => {
    const isFirst = listener === null;
    listener = next;
    if (!isFirst) return open();
    unheard?.(next);
    return early;
  };
}
