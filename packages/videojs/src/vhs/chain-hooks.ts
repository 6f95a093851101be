/**
 * Sets a hook on one player's requests. Hooks of a player displace those of the library (`videojs.Vhs.xhr.onRequest`), so
 * they are called here as long as the site has set none of its own on the player.
 */
import type { RequestHook, VhsRequest, VhsXhr } from "./vhs-types.ts";

/** `uri`: the address before a hook of the library changed it, which is the one that the manifest gave. */
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

/** As VHS calls them: each gets what the one before returned, and a hook may change the request in place. */
function callAll(hooks: ReadonlySet<RequestHook> | undefined, request: VhsRequest): VhsRequest {
  let current: VhsRequest | undefined = request;
  for (const hook of hooks ?? []) current = hook(current ?? request);
  return current ?? request;
}
