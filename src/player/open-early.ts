import { RemoteFile, type RemoteFileListener } from './remote-file';

export type OpenFile = (listener: RemoteFileListener) => RemoteFile;

/**
 * Begins to fetch a file before there is anyone to hear of it. What is returned hands that file to the first who asks
 * for it, and opens it anew for everyone after.
 * @param urls of one file: the link, then mirrors of it
 */
export function openEarly(urls: readonly string[]): OpenFile {
  let heard: RemoteFileListener | null = null;
  const early = new RemoteFile(urls, {
    bytesCame: () => heard?.bytesCame(),
    trouble: (error) => heard?.trouble(error),
    // Before anyone listens, `opened` and every read tell it too.
    failed: (error) => heard?.failed(error),
  });
  return (listener) => {
    if (heard) return new RemoteFile(urls, listener);
    heard = listener;
    return early;
  };
}
