/** Turns reasons of the engine, which are codes with arguments, into the texts of messages. */
import { isReason, reasonInWords, type Reason } from "@swarmlane/contract";
import { at } from "../look.ts";

/** The `reason` of a decision or of a segment's context. */
export function reasonAt(holder: unknown): Reason | undefined {
  const reason = at(holder, "reason");
  return isReason(reason) ? reason : undefined;
}

export function wordsAt(holder: unknown): string | undefined {
  const reason = reasonAt(holder);
  return reason && reasonInWords(reason);
}
