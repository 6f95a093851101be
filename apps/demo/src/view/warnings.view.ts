/** What went wrong, newest first. */
import type { Warnings } from "../model/warnings.ts";
import { element, make, setText } from "./element.ts";
import { clockTime } from "./clock-time.ts";

export function createWarningsView(): (warnings: Warnings) => void {
  const list = element("warnings");
  const count = element("warning-count");
  let shown = "";

  return (warnings) => {
    const entries = warnings.list();
    const lines = entries.map(
      ({ at, text, times }) =>
        [clockTime(at), times > 1 ? `${text} (${times} times)` : text] as const,
    );
    const now = lines.join("\n");
    if (now === shown) return;
    shown = now;
    setText(count, String(entries.length));
    list.replaceChildren(
      ...lines.map(([time, text]) => {
        const item = make("li", text);
        item.prepend(make("time", time), " ");
        return item;
      }),
    );
  };
}
