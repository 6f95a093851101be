/** The row of the table of blame for an error of whatever origin. Pure. */
import { type Blame, blameTable } from "@swarmlane/contract";
import { textAt } from "../look.ts";

/** Undefined: the code is not in the table. */
export function blameOf(error: unknown): Blame | undefined {
  const code = textAt(error, "code") ?? "";
  return Object.hasOwn(blameTable, code) ? blameTable[code as keyof typeof blameTable] : undefined;
}
