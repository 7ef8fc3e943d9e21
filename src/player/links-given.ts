import { FunnelError } from '../core/errors';
import { concealLogin } from '../shared/kept-logins';
import { parsePlayableUrl } from '../shared/playable-url';
import { isPrivate } from '../shared/private-window';

export interface GivenLinks {
  readonly links: readonly string[];
  /** Why there is none. */
  readonly error: FunnelError | null;
}

/** The links in what was dropped or pasted, a line each; lines that are none are passed over. */
export function linksIn(text: string): GivenLinks {
  const links: string[] = [];
  let error: FunnelError | null = null;
  for (const line of text.split(/\r?\n/)) {
    try {
      links.push(parsePlayableUrl(line));
    } catch (thrown) {
      error ??= FunnelError.from(thrown);
    }
  }
  return { links, error: links.length > 0 ? null : error };
}

/**
 * Hears of links that are dropped on the page or pasted into it. Files are left to others, and so is what belongs into
 * a field. The links come ready to stand in an address: without user and password.
 */
export function listenForLinks(document: Document, given: (links: GivenLinks) => void): void {
  const isText = ({ types }: DataTransfer) => types.includes('text/plain') && !types.includes('Files');
  const isField = ({ target }: Event) =>
    target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement;
  const give = async (text: string) => {
    const { links, error } = linksIn(text);
    try {
      given({ links: await Promise.all(links.map((link) => concealLogin(link, isPrivate()))), error });
    } catch (thrown) {
      given({ links: [], error: FunnelError.from(thrown) });
    }
  };
  document.addEventListener('dragover', (event) => {
    if (event.dataTransfer && isText(event.dataTransfer) && !isField(event)) event.preventDefault();
  });
  document.addEventListener('drop', (event) => {
    if (!event.dataTransfer || !isText(event.dataTransfer) || isField(event)) return;
    event.preventDefault();
    void give(event.dataTransfer.getData('text/plain'));
  });
  document.addEventListener('paste', (event) => {
    const { clipboardData } = event;
    if (isField(event) || !clipboardData || !isText(clipboardData)) return;
    event.preventDefault();
    void give(clipboardData.getData('text/plain'));
  });
}
