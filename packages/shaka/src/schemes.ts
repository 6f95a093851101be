/**
 * The plugin for `http` and `https`. Shaka registers plugins for the whole library and not per player, so a request filter marks
 * the requests of players with an engine. All other requests go to Shaka's own plugin.
 */
import type {
  Operation,
  RequestContext,
  SchemePlugin,
  ShakaLibrary,
  ShakaRequest,
  ShakaResponse,
} from "./shaka-api.ts";

/** One attempt of a request. */
export interface Attempt {
  readonly uri: string;
  readonly request: ShakaRequest;
  readonly requestType: number;
  readonly context: RequestContext | undefined;
  readonly progressUpdated: Parameters<SchemePlugin>[3];
  /** Shaka's own plugin handles the whole request. */
  readonly loadAlone: () => Operation<ShakaResponse>;
}

export interface RequestHandler {
  /** If this throws because of a bug, Shaka loads the request itself. */
  load(attempt: Attempt): Operation<ShakaResponse>;
  noteFallback(reason: string, cause: unknown): void;
}

const schemes = ["http", "https"] as const;
const claims = new WeakMap<ShakaRequest, { handler: RequestHandler; context?: RequestContext }>();
const registered = new WeakSet<ShakaLibrary>();

/** Marks a request as belonging to a player with an engine, until its next attempt. */
export function claimRequest(
  request: ShakaRequest,
  handler: RequestHandler,
  context: RequestContext | undefined,
): void {
  claims.set(request, { handler, ...(context !== undefined && { context }) });
}

export function registerSchemes(shaka: ShakaLibrary): void {
  const { NetworkingEngine } = shaka.net;
  const plugin = createPlugin(shaka);
  for (const scheme of schemes) {
    // With support for progress, so that Shaka's timeouts for a connection and for a stall stay in force.
    NetworkingEngine.registerScheme(
      scheme,
      plugin,
      NetworkingEngine.PluginPriority.APPLICATION,
      true,
    );
  }
  registered.add(shaka);
}

/** Restores Shaka's own plugin. 2.x left the library without one. */
export function unregisterSchemes(shaka: ShakaLibrary): void {
  const { NetworkingEngine } = shaka.net;
  for (const scheme of schemes) {
    NetworkingEngine.unregisterScheme(scheme);
    NetworkingEngine.registerScheme(
      scheme,
      (...args) => loadByShaka(shaka, args),
      NetworkingEngine.PluginPriority.PREFERRED,
      true,
    );
  }
  registered.delete(shaka);
}

export function hasSchemes(shaka: ShakaLibrary): boolean {
  return registered.has(shaka);
}

function createPlugin(shaka: ShakaLibrary): SchemePlugin {
  return (...args) => {
    const [uri, request, requestType, progressUpdated] = args;
    const loadAlone = () => loadByShaka(shaka, args);
    const claim = claims.get(request);
    if (claim === undefined) return loadAlone();
    const { handler, context } = claim;
    try {
      return handler.load({ uri, request, requestType, context, progressUpdated, loadAlone });
    } catch (cause) {
      handler.noteFallback("A request could not be handled.", cause);
      return loadAlone();
    }
  };
}

function loadByShaka(
  { net: { HttpFetchPlugin, HttpXHRPlugin } }: ShakaLibrary,
  args: Parameters<SchemePlugin>,
): Operation<ShakaResponse> {
  return (HttpFetchPlugin.isSupported() ? HttpFetchPlugin : HttpXHRPlugin).parse(...args);
}
