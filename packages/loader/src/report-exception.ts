/** Reports an exception of a caller's listener as an uncaught exception. Page. */

/** Never throws. If the platform has no `reportError`, the exception is thrown in a separate task. */
export function reportException(exception: unknown): void {
  if (typeof reportError === "function") {
    reportError(exception);
    return;
  }
  setTimeout(() => {
    throw exception;
  });
}
