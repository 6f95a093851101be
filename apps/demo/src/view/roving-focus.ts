/** Makes many buttons one tab stop. Arrow keys, Home and End move the focus between them. */

/** `items` in the order on the page; exactly one of them has `tabindex="0"`. */
export function moveFocus(event: KeyboardEvent, items: readonly HTMLElement[]): void {
  const from = items.findIndex((item) => item === document.activeElement);
  const last = items.length - 1;
  const targets: Partial<Record<string, number>> = {
    ArrowRight: Math.min(from + 1, last),
    ArrowLeft: Math.max(from - 1, 0),
    ArrowDown: below(items, from, 1),
    ArrowUp: below(items, from, -1),
    Home: 0,
    End: last,
  };
  const to = items[targets[event.key] ?? -1];
  if (from < 0 || to === undefined) return;
  event.preventDefault();
  items[from]?.setAttribute("tabindex", "-1");
  to.setAttribute("tabindex", "0");
  to.focus();
}

/** Returns the nearest item of the line above or below, or the item itself if that line does not exist. */
function below(items: readonly HTMLElement[], from: number, direction: 1 | -1): number {
  const here = items[from]?.getBoundingClientRect();
  if (here === undefined) return from;
  let best = from;
  let bestDistance = Infinity;
  items.forEach((item, index) => {
    const there = item.getBoundingClientRect();
    const down = (there.top - here.top) * direction;
    if (down <= 0) return;
    const distance = down * 100 + Math.abs(there.left - here.left);
    if (distance < bestDistance) [best, bestDistance] = [index, distance];
  });
  return best;
}
