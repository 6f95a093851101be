/**
 * The uploads that may run at once, over all peers. Either thread. A reader that takes too
 * slowly loses its slot when somebody else waits for one, and comes last from then on.
 */
import type { Clock, Limits } from "@swarmlane/contract";
import { createUplink, type Outflow } from "./uplink.ts";

/** A session that has a slot or waits for one. */
export interface Uploader extends Outflow {
  readonly onGranted: () => void;
  /** Called at most once, when its slot was taken from it. The slot is already free then. */
  readonly onRevoked: () => void;
  /** How fast it brings us what we ask for, in bytes per millisecond; undefined: never tried. */
  readonly speed: () => number | undefined;
}

export interface UploadSlots {
  /** `onGranted` is called when a slot is free, possibly before this returns. */
  request(uploader: Uploader): void;
  /** Gives the slot back, or stops waiting for one. Further calls do nothing. */
  release(uploader: Uploader): void;
  /** Bytes per millisecond that all uploads together have reached; undefined until they were measured. */
  readonly uplink: number | undefined;
}

interface Mark {
  readonly at: number;
  readonly drained: number;
}

export function createUploadSlots(
  limits: Pick<Limits, "uploadsActive" | "slowTransfer" | "slowTransferAfter">,
  clock: Pick<Clock, "now">,
): UploadSlots {
  const waiting = new Set<Uploader>();
  /** With the time and the byte count from which the speed is measured. */
  const active = new Map<Uploader, Mark>();
  /** Have lost a slot, and not been fast enough since: they are not watched anew before they lose the next. */
  const slow = new WeakSet<Uploader>();

  const uplink = createUplink(clock);

  const markOf = (uploader: Uploader): Mark => ({ at: clock.now(), drained: uploader.drained() });
  const elapsedSince = ({ at }: Mark): number => clock.now() - at;
  /** Bytes a second. */
  const speedOf = (uploader: Uploader, mark: Mark): number =>
    ((uploader.drained() - mark.drained) / Math.max(1, elapsedSince(mark))) * 1000;

  /**
   * Whoever brings us most passes it on fastest, as far as we can tell. Whoever is known to read slowly comes last. Among
   * equals the first one counts.
   */
  function findNext(): Uploader | undefined {
    let next: Uploader | undefined;
    for (const uploader of waiting)
      if (next === undefined || valueOf(uploader) > valueOf(next)) next = uploader;
    return next;
  }

  function valueOf(uploader: Uploader): number {
    return slow.has(uploader) ? -1 : (uploader.speed() ?? 0);
  }

  function grantNext(): void {
    while (active.size < limits.uploadsActive) {
      const uploader = findNext();
      if (uploader === undefined) return;
      waiting.delete(uploader);
      active.set(uploader, markOf(uploader));
      uplink.restart(active.keys());
      uploader.onGranted();
    }
  }

  /** The slowest of those below the floor. Those above it are measured again from now on. */
  function findSlow(rival: Uploader): Uploader | undefined {
    let slowest: { uploader: Uploader; speed: number } | undefined;
    for (const [uploader, mark] of active) {
      const isWatched = elapsedSince(mark) >= limits.slowTransferAfter;
      // Two that are slow do not take the slot from each other in turn.
      if (!isWatched && (!slow.has(uploader) || slow.has(rival))) continue;
      const speed = speedOf(uploader, mark);
      if (speed < limits.slowTransfer) {
        if (slowest === undefined || speed < slowest.speed) slowest = { uploader, speed };
      } else if (isWatched) {
        active.set(uploader, markOf(uploader));
        slow.delete(uploader);
      }
    }
    return slowest?.uploader;
  }

  return {
    request(uploader) {
      waiting.add(uploader);
      if (active.size >= limits.uploadsActive) {
        const loser = findSlow(uploader);
        if (loser !== undefined && active.delete(loser)) {
          uplink.restart(active.keys());
          slow.add(loser);
          loser.onRevoked();
        }
      }
      grantNext();
    },
    release(uploader) {
      waiting.delete(uploader);
      const mark = active.get(uploader);
      if (mark === undefined) return;
      if (speedOf(uploader, mark) >= limits.slowTransfer) slow.delete(uploader);
      active.delete(uploader);
      uplink.restart(active.keys());
      grantNext();
    },
    get uplink() {
      return uplink.speed;
    },
  };
}
