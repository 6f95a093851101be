/**
 * Notices that the page is hidden, cached or frozen, and that it comes back. Page only.
 * An open connection keeps a page out of the back/forward cache, so connections are closed within `pagehide`.
 */

export interface LifecycleHandlers {
  /** The page is hidden for good, cached or frozen. Must do its work synchronously. */
  readonly onSleep: () => void;
  readonly onWake: (reason: string) => void;
  readonly onOnline: () => void;
}

/** Returns the end of watching. */
export type WatchLifecycle = (handlers: LifecycleHandlers) => () => void;

/** Does nothing where there is no window. */
export const watchPageLifecycle: WatchLifecycle = ({ onSleep, onWake, onOnline }) => {
  if (typeof window === "undefined") return () => undefined;
  const listeners = new AbortController();
  const { signal } = listeners;
  let isAsleep = false;

  function sleep(): void {
    isAsleep = true;
    onSleep();
  }

  /** A page in the page cache is frozen as well: two events say that it comes back, and what was in flight starts again once. */
  function wake(reason: string): void {
    if (!isAsleep) return;
    isAsleep = false;
    onWake(reason);
  }

  window.addEventListener("pagehide", sleep, { signal });
  window.addEventListener(
    "pageshow",
    ({ persisted }) => {
      if (persisted) wake("the page was restored from the back/forward cache");
    },
    { signal },
  );
  document.addEventListener("freeze", sleep, { signal });
  document.addEventListener("resume", () => wake("the page was frozen"), { signal });
  window.addEventListener("online", onOnline, { signal });
  return () => listeners.abort();
};
