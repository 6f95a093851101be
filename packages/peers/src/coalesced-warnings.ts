/** Lets one warning of a kind through in a while, with the number of those held back. Page. No timer. */
import type { ErrorCode, ErrorInfo } from "@swarmlane/contract";

/** `subject` tells warnings of one code apart: a tracker's address, say. */
export type Warn = (code: ErrorCode, message: string, subject?: string) => void;

/** More subjects than a page has trackers and servers; the oldest is forgotten first. */
const mostKinds = 100;

/** `window` and `now` in ms. What `report` throws is the listener's affair and goes no further. */
export function createCoalescedWarnings(
  report: (error: ErrorInfo) => void,
  window: number,
  now: () => number,
): Warn {
  const kinds = new Map<string, { reportedAt: number; heldBack: number }>();

  return (code, message, subject = "") => {
    const key = `${code} ${subject}`;
    const kind = kinds.get(key);
    if (kind !== undefined && now() - kind.reportedAt < window) {
      kind.heldBack += 1;
      return;
    }
    const repeated =
      kind === undefined || kind.heldBack === 0 ? "" : ` (and ${kind.heldBack} more)`;
    kinds.delete(key);
    kinds.set(key, { reportedAt: now(), heldBack: 0 });
    const [oldest] = kinds.keys();
    if (kinds.size > mostKinds && oldest !== undefined) kinds.delete(oldest);
    try {
      report({ code, message: message + repeated });
    } catch {
      // see above
    }
  };
}
