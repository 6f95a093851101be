/** Finds the error codes in a segment's history, and the lines in which each of them is explained. Pure. */
import type { StoryMessage } from "../../state/history.ts";
import { codesIn } from "../../words/blame-words.ts";

/**
 * Returns the codes to explain, by the number of the message. A failed attempt is reported by its transfer and by its segment, but
 * its code is only explained once, and again with the next attempt.
 */
export function codesToExplain(story: readonly StoryMessage[]): Map<number, string[]> {
  const found = new Map<number, string[]>();
  let explained = new Set<string>();
  for (const message of story) {
    if (message.type === "transfer" && message.phase === "asked") explained = new Set();
    const codes = codesOf(message).filter((code) => !explained.has(code));
    for (const code of codes) explained.add(code);
    if (codes.length > 0) found.set(message.n, codes);
  }
  return found;
}

/** The code of its error, and the codes in its reason. */
export function codesOf(message: StoryMessage): string[] {
  const own = message.type === "decision" ? undefined : message.error?.code;
  return [...new Set([...(own === undefined ? [] : [own]), ...codesIn(message.reason ?? "")])];
}
