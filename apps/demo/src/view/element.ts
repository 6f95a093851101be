/** Finds and makes elements. */

/** Finds an element of index.html. Throws if it is missing. */
export function element(id: string): HTMLElement;
export function element<Type extends Element>(id: string, type: new () => Type): Type;
export function element(id: string, type: new () => Element = HTMLElement): Element {
  const found = document.getElementById(id);
  if (found instanceof type) return found;
  throw new Error(`index.html has no ${type.name} #${id}`);
}

/** A new element with text. */
export function make(tag: keyof HTMLElementTagNameMap, text: string, className = ""): HTMLElement {
  const made = document.createElement(tag);
  made.textContent = text;
  if (className !== "") made.className = className;
  return made;
}

/** Writes a text only if it changed, because screen readers announce every write. */
export function setText(target: Element, text: string): void {
  if (target.textContent !== text) target.textContent = text;
}
