/** The caller's functions, called on the page through the lane. Deadlines are the engine's. */
import type { HostOptions, PageApi, PageCallbacks } from "@swarmlane/contract";
import { withDataMoved } from "./data-transfer.ts";
import { loaderErrorOf } from "./loader-error-of.ts";

/** `validate` gives the data that it gets away to the page: the engine passes a copy. */
export function createPageCallbacks(
  page: Pick<PageApi, "validate" | "buildUrl">,
  exists: HostOptions["callbacks"],
): PageCallbacks {
  return {
    validate: exists.validate
      ? (segment, method, peerId) =>
          callPage(() => page.validate(withDataMoved(segment), method, peerId))
      : undefined,
    buildUrl: exists.buildUrl ? (segment) => callPage(() => page.buildUrl(segment)) : undefined,
  };
}

async function callPage<T>(call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (thrown) {
    throw loaderErrorOf(thrown, "CALLBACK_FAILED");
  }
}
