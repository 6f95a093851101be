/** Which errors a segment's story names, and which of its lines explains each of them. Pure. */
import type { StoryMessage } from "../../state/history.ts";
import { codesIn } from "../../words/blame-words.ts";

/**
 * By the number of the message: the codes to explain there. One failure of an attempt is told from several sides, by its
 * transfer and by its segment: its code is explained once, and again with the next attempt.
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

/** Those of its error, and those that its reason names. */
export function codesOf(message: StoryMessage): string[] {
  const own = message.type === "decision" ? undefined : message.error?.code;
  return [...new Set([...(own === undefined ? [] : [own]), ...codesIn(message.reason ?? "")])];
}
