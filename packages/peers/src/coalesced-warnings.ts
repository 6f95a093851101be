/** Reports one warning of each kind per time window, with the number of warnings held back since. Uses no timer. */
import type { ErrorCode, ErrorInfo } from "@swarmlane/contract";

/** `subject` distinguishes warnings with the same code, for example by the address of a tracker. */
export type Warn = (code: ErrorCode, message: string, subject?: string) => void;

/** More than a page has trackers and servers. The oldest one is forgotten first. */
const mostKinds = 100;

/** `window` and `now` in ms. Never throws: errors of `report` are ignored. */
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
      // An error in the listener for warnings must not break the caller.
    }
  };
}
