/** Gives all failures of the database one code, with the name of the failure in the message. Pure. */
import { LoaderError } from "@swarmlane/contract";

export function storageError(what: string, cause?: unknown): LoaderError {
  if (cause instanceof LoaderError) return cause;
  const why = cause === undefined ? "" : ` (${nameOf(cause)})`;
  return new LoaderError("STORAGE_DEGRADED", `${what}${why}`, { cause });
}

/** An aborted transaction has the reason. Its requests only report that it was aborted. */
function nameOf(cause: unknown): string {
  if (typeof cause !== "object" || cause === null) return String(cause);
  const { name, message } = cause as { name?: unknown; message?: unknown };
  return [name, message].filter((part) => typeof part === "string" && part !== "").join(": ");
}
