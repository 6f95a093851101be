/** What a caller's listener threw goes where uncaught exceptions go, and no further. Page. */

/** Never throws. Reported in a task of its own where the platform has no `reportError`. */
export function reportException(exception: unknown): void {
  if (typeof reportError === "function") {
    reportError(exception);
    return;
  }
  setTimeout(() => {
    throw exception;
  });
}
