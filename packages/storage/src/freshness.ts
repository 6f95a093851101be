/** Decides which stored records may still be used. Stale records are neither listed nor served. Pure. */
import type { RecordHead } from "./record.ts";
import type { StreamRow } from "./stream-row.ts";

export interface Ages {
  readonly maxAge: number;
  readonly liveAge: number;
}

/** Whether a record is so new that its stream's marks make no difference and do not have to be read. */
export function isYoung(
  { storedAt }: Pick<RecordHead, "storedAt">,
  { maxAge, liveAge }: Ages,
  now: number,
): boolean {
  return Math.abs(now - storedAt) <= Math.min(maxAge, liveAge);
}

/** If the clock was set back, a record looks new. In that case, only records of live streams are doubted. */
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
