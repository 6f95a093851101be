/**
 * Detects when the page is hidden, cached or frozen, and when it comes back. Page only.
 * An open connection keeps a page out of the back/forward cache, so connections are closed within `pagehide`.
 */

export interface LifecycleHandlers {
  /** The page is being unloaded, cached or frozen. The callback must do its work synchronously. */
  readonly onSleep: () => void;
  readonly onWake: (reason: string) => void;
  readonly onOnline: () => void;
}

/** Returns a function that stops watching. */
export type WatchLifecycle = (handlers: LifecycleHandlers) => () => void;

/** Does nothing if there is no window. */
export const watchPageLifecycle: WatchLifecycle = ({ onSleep, onWake, onOnline }) => {
  if (typeof window === "undefined") return () => undefined;
  const listeners = new AbortController();
  const { signal } = listeners;
  let isAsleep = false;

  function sleep(): void {
    isAsleep = true;
    onSleep();
  }

  /** A page in the back/forward cache is also frozen, so two events report its return. Running downloads restart only once. */
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
