/**
 * One stream in one player: which segment is this request, and which segments come next. Synchronous. Never throws, and
 * its memory and time are bounded by `limits`, whatever the manifests say.
 */
import { resolveUrl, tryResolveUrl } from "./address/url.ts";
import { ManifestError, toManifestError } from "./errors.ts";
import type { Accepted, ManifestFormat, ManifestStream, StreamContext } from "./format.ts";
import type { IdentityScheme } from "./identity/stream-ids.ts";
import { limits } from "./limits.ts";
import type { Rendition } from "./rendition.ts";
import type {
  IndexResponse,
  ManifestOutcome,
  ManifestResponse,
  MediaRequest,
  RequestMatch,
} from "./request.ts";

export interface RegistryOptions {
  /** `hls`, `dash` or both. What is not named is not in the bundle. */
  readonly formats: readonly ManifestFormat[];
  /** Viewers with the same id share, whatever address their manifest has. Default: that address, without its query. */
  readonly swarmId?: string | undefined;
  /** Default: `swarmlane-1`. */
  readonly identity?: IdentityScheme | undefined;
  /** Milliseconds since the epoch, for the live edge of DASH templates. Default: `Date.now`. */
  readonly now?: (() => number) | undefined;
}

export interface ManifestRegistry {
  /** In any order, and again for each refresh. A playlist with the same address replaces the one before. */
  addManifest(response: ManifestResponse): ManifestOutcome;
  addIndex(response: IndexResponse): ManifestOutcome;
  /**
   * By address and byte range. A query that differs from the manifest's, and a host that no manifest names, are
   * tolerated as long as only one segment can be meant. A live segment is still found for some time after it has left
   * the window.
   */
  find(request: MediaRequest): RequestMatch;
  /** The server's clock minus ours, in milliseconds, if the player knows it (`UTCTiming`). */
  setClockOffset(milliseconds: number): void;
  /** Undefined until the first manifest. */
  readonly swarmId: string | undefined;
  /** `masterManifestUri` of `HybridLoader`: the address of the first manifest, as the player asked for it. */
  readonly manifestUrl: string | undefined;
  readonly renditions: readonly Rendition[];
}

export function createManifestRegistry(options: RegistryOptions): ManifestRegistry {
  const now = options.now ?? Date.now;
  let stream: ManifestStream | undefined;
  let suggestedOffset = 0;
  let knownOffset: number | undefined;

  const context: StreamContext = {
    swarmId: options.swarmId === "" ? undefined : options.swarmId,
    identity: options.identity ?? "swarmlane-1",
    now: () => now() + (knownOffset ?? suggestedOffset),
    suggestServerTime(milliseconds) {
      suggestedOffset = milliseconds - now();
    },
  };

  function openStream(text: string): ManifestStream {
    const format = options.formats.find((one) => one.recognises(text));
    if (format !== undefined) return format.open(context);
    const names = options.formats.map((one) => one.name).join(" or ");
    throw new ManifestError("MANIFEST_UNSUPPORTED", `This is not a manifest of ${names}.`);
  }

  return {
    addManifest: ({ url, responseUrl, body }) =>
      outcome(() => {
        const text = toText(body);
        const target = stream ?? openStream(text);
        const normalised = resolveUrl(url);
        const accepted = target.add({
          requestUrl: url,
          url: normalised,
          responseUrl: responseUrl === undefined ? normalised : resolveUrl(responseUrl, normalised),
          text,
        });
        stream = target;
        return accepted;
      }),

    addIndex: ({ url, range, bytes }) =>
      outcome(() => {
        if (stream === undefined) {
          throw new ManifestError("MANIFEST_INVALID", "An index arrived before the manifest.");
        }
        return stream.addIndex(resolveUrl(url), range, bytes);
      }),

    find({ url, range }) {
      const normalised = tryResolveUrl(url);
      if (stream === undefined || normalised === undefined) return { type: "unknown" };
      return stream.find(normalised, range);
    },

    setClockOffset(milliseconds) {
      if (Number.isFinite(milliseconds)) knownOffset = milliseconds;
    },
    get swarmId() {
      return stream?.swarmId;
    },
    get manifestUrl() {
      return stream?.manifestUrl;
    },
    get renditions() {
      return stream?.renditions ?? [];
    },
  };
}

function outcome(add: () => Accepted): ManifestOutcome {
  try {
    return { type: "accepted", ...add() };
  } catch (thrown) {
    return { type: "rejected", error: toManifestError(thrown) };
  }
}

function toText(body: string | Uint8Array): string {
  if (body.length > limits.manifestLength) {
    throw new ManifestError(
      "MANIFEST_TOO_LARGE",
      `The manifest has ${body.length} characters, but the limit is ${limits.manifestLength}.`,
    );
  }
  return typeof body === "string" ? body : new TextDecoder().decode(body);
}
