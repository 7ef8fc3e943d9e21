/** The element of the page the view was written for. A missing one is a mistake in `index.html`, told at once. */
export function findElement<E extends Element>(root: ParentNode, selector: string, kind: new () => E): E {
  const element = root.querySelector(selector);
  if (element instanceof kind) return element;
  throw new Error(`the page has no ${kind.name} ${selector}`);
}
