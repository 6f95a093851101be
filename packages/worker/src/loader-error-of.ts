/** Turns the rejection of a call to the page into a `LoaderError`. Comlink sends plain values, but not the fields of errors. */
import { errorCodes, LoaderError, toErrorInfo, type ErrorCode } from "@swarmlane/contract";

/** A page that knows a code rejects with plain `ErrorInfo`; anything else becomes `fallback`, with its cause. */
export function loaderErrorOf(thrown: unknown, fallback: ErrorCode): LoaderError {
  const info = errorInfoOf(thrown);
  if (info !== undefined) return info;
  const { code, message } = toErrorInfo(thrown, fallback);
  return new LoaderError(code, message, { cause: thrown });
}

function errorInfoOf(thrown: unknown): LoaderError | undefined {
  if (thrown instanceof LoaderError) return thrown;
  if (typeof thrown !== "object" || thrown === null) return undefined;
  const { code, message, status, cause } = thrown as Record<string, unknown>;
  const known = errorCodes.find((one) => one === code);
  if (known === undefined || typeof message !== "string") return undefined;
  return new LoaderError(known, message, {
    ...(typeof status === "number" ? { status } : {}),
    ...(cause === undefined ? {} : { cause }),
  });
}
