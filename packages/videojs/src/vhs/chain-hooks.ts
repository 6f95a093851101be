/**
 * Sets a hook on one player's requests. The hooks of a player replace those of the library (`videojs.Vhs.xhr.onRequest`), so the
 * library's hooks are called here, unless the site has set its own hooks on the player.
 */
import type { RequestHook, VhsRequest, VhsXhr } from "./vhs-types.ts";

/** `uri`: the address in the manifest, before a hook of the library changed it. */
export type OwnHook = (request: VhsRequest, uri: string) => VhsRequest;

export function setRequestHook(
  xhr: VhsXhr,
  hook: OwnHook,
  libraryHooks: () => ReadonlySet<RequestHook> | undefined,
): () => void {
  const hadHooks = (xhr._requestCallbackSet?.size ?? 0) > 0;

  const chained: RequestHook = (request) => {
    const isAlone = !hadHooks && (xhr._requestCallbackSet?.size ?? 1) === 1;
    const { uri } = request;
    return hook(isAlone ? callAll(libraryHooks(), request) : request, uri);
  };

  xhr.onRequest(chained);
  return () => xhr.offRequest(chained);
}

/** Calls the hooks as VHS does: each gets the result of the previous one, and may change the request in place. */
function callAll(hooks: ReadonlySet<RequestHook> | undefined, request: VhsRequest): VhsRequest {
  let current: VhsRequest | undefined = request;
  for (const hook of hooks ?? []) current = hook(current ?? request);
  return current ?? request;
}
