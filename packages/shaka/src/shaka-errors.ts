/** Creates errors like those of Shaka's own HTTP plugin, so that its retries and its handling of a status stay the same. */
import type { DeliveryError } from "@swarmlane/player";
import type { ShakaLibrary } from "./shaka-api.ts";

/** Which request failed. */
export interface FailedRequest {
  readonly uri: string;
  readonly requestType: number;
}

export function abortedError(shaka: ShakaLibrary, { uri, requestType }: FailedRequest): object {
  return networkError(shaka, "OPERATION_ABORTED", [uri, requestType]);
}

/** The request took longer than `retryParameters.timeout`. */
export function timeoutError(shaka: ShakaLibrary, { uri, requestType }: FailedRequest): object {
  return networkError(shaka, "TIMEOUT", [uri, requestType]);
}

/** The origin answered with a status, or could not be reached (status 0). */
export function httpError(
  shaka: ShakaLibrary,
  { uri, requestType }: FailedRequest,
  error: DeliveryError,
): object {
  const { status } = error;
  if (status === 0) return networkError(shaka, "HTTP_ERROR", [uri, error, requestType]);
  // Neither the text nor the headers of the response leave the worker.
  const data = [uri, status, null, {}, requestType, uri];
  return networkError(shaka, "BAD_HTTP_STATUS", data);
}

function networkError(
  { util: { Error } }: ShakaLibrary,
  code: keyof ShakaLibrary["util"]["Error"]["Code"],
  data: readonly unknown[],
): object {
  const { Severity, Category, Code } = Error;
  return new Error(Severity.RECOVERABLE, Category.NETWORK, Code[code], ...data);
}
