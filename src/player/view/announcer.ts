import { findElement } from './find-element';

/**
 * Tells screen readers what others see for a moment. They follow an element that has been there all along; one that comes
 * together with its words is passed over by some.
 */
export function createAnnouncer(root: ParentNode): (text: string) => void {
  const line = findElement(root, '[data-view="announced"]', HTMLElement);
  return (text) => {
    line.textContent = text;
  };
}
