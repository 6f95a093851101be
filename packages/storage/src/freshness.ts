/** Which stored records may still be used. Pure. What is stale is neither listed nor served. */
import type { RecordHead } from "./record.ts";
import type { StreamRow } from "./stream-row.ts";

export interface Ages {
  readonly maxAge: number;
  readonly liveAge: number;
}

/** So young that its stream's marks make no difference: who reads it need not read them. */
export function isYoung(
  { storedAt }: Pick<RecordHead, "storedAt">,
  { maxAge, liveAge }: Ages,
  now: number,
): boolean {
  return Math.abs(now - storedAt) <= Math.min(maxAge, liveAge);
}

/** A clock that was set back makes a record look new: then only a live one is doubted. */
export function isFresh(
  { storedAt }: Pick<RecordHead, "storedAt">,
  row: Readonly<StreamRow> | undefined,
  { maxAge, liveAge }: Ages,
  now: number,
): boolean {
  const age = now - storedAt;
  if (row?.isLive === true && Math.abs(age) > liveAge) return false;
  return row?.isPinned === true || age <= maxAge;
}
