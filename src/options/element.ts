type Tags = HTMLElementTagNameMap;

/** A new element of the page with these properties: text is `textContent`, never markup. */
export const element = <Tag extends keyof Tags>(tag: Tag, properties: Partial<Tags[Tag]> = {}): Tags[Tag] =>
  Object.assign(document.createElement(tag), properties);
