// Pages as they are laid out where lines run from right to left.
import type { Page } from 'puppeteer-core';

export const mirror = (page: Page): Promise<void> =>
  page.evaluate(() => {
    document.documentElement.dir = 'rtl';
  });

export const unmirror = (page: Page): Promise<void> =>
  page.evaluate(() => {
    document.documentElement.dir = 'ltr';
  });

/** What juts out of the window, what lies on one another, and which menu is not by its button; in words. */
export const outOfPlace = (page: Page): Promise<string[]> =>
  page.evaluate(() => {
    const wrong: string[] = [];
    const root = document.documentElement;
    if (root.scrollWidth > root.clientWidth) wrong.push('the page is wider than its window');
    const alignment = getComputedStyle(document.body.querySelector('h1')!).textAlign;
    if (!['right', 'center'].includes(alignment)) wrong.push(`lines begin at the wrong side: ${alignment}`);
    const isShown = (element: Element) => element.checkVisibility({ visibilityProperty: true });
    const boxOf = (element: Element) => element.getBoundingClientRect();
    const nameOf = ({ id, className, localName }: Element) => id || className || localName;
    const shown = [...document.querySelectorAll('body *')].filter(isShown);
    for (const element of shown) {
      const { left, right, width } = boxOf(element);
      // What is for screen readers alone is nowhere.
      if (element.closest('.unseen') || width === 0) continue;
      if (left < -1 || right > root.clientWidth + 1) wrong.push(`${nameOf(element)} juts out`);
    }
    for (const menu of document.querySelectorAll('[popover]:popover-open')) {
      const box = boxOf(menu);
      const button = boxOf(document.querySelector(`[popovertarget="${menu.id}"]`)!);
      const middle = (button.left + button.right) / 2;
      if (middle < box.left || middle > box.right) wrong.push(`${menu.id} is not over its button`);
      if (box.top < 0 || box.bottom > button.top) wrong.push(`${menu.id} is not above its button`);
    }
    const over = ['.top > *', '.notice', '.resume', '.panel', '.timeline', 'media-control-bar'].flatMap(
      (selector) => [...document.querySelectorAll(selector)].filter(isShown),
    );
    for (const [index, one] of over.entries()) {
      for (const other of over.slice(index + 1)) {
        const [a, b] = [boxOf(one), boxOf(other)];
        if (a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom) {
          wrong.push(`${nameOf(one)} lies on ${nameOf(other)}`);
        }
      }
    }
    return wrong;
  });
