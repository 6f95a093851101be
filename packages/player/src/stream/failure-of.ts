/** Translates an error of the loader for the player. */
import { DeliveryError } from "./delivery.ts";
import type { LoaderFailure } from "./stream-loader.ts";

/** The player's own request may carry a token or a cookie that the loader's does not. */
const refusals: ReadonlySet<number | undefined> = new Set([401, 403]);

export function failureOf(error: LoaderFailure): DeliveryError {
  const { code, status, message } = error;
  if (code === "HTTP_STATUS" && refusals.has(status))
    return new DeliveryError("unavailable", message, status, error);
  if (code === "HTTP_STATUS") return new DeliveryError("http", message, status, error);
  if (code === "HTTP_TIMEOUT") return new DeliveryError("timeout", message, 0, error);
  // Without a code: a validator of the site rejected the origin's copy.
  if (code === undefined || code.startsWith("HTTP_"))
    return new DeliveryError("http", message, 0, error);
  return new DeliveryError("unavailable", message, 0, error);
}
