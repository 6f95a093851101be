/** Reasons of the engine, which are codes with arguments, as the words that messages carry. */
import { reasonInWords, type Reason } from "@swarmlane/contract";
import { at, textAt } from "../look.ts";

/** The `reason` of a decision or of a segment's context. */
export function reasonAt(holder: unknown): Reason | undefined {
  const reason = at(holder, "reason");
  return textAt(reason, "code") === undefined ? undefined : (reason as Reason);
}

export function wordsAt(holder: unknown): string | undefined {
  const reason = reasonAt(holder);
  return reason && reasonInWords(reason);
}
