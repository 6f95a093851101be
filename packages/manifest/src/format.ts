/** What a format is to the registry. Formats are handed in, so that a bundle has only those that it uses. */
import type { ByteRange } from "./byte-range.ts";
import type { IdentityScheme } from "./identity/stream-ids.ts";
import type { Rendition } from "./rendition.ts";
import type { ManifestOutcome, RequestMatch } from "./request.ts";

export interface ManifestFormat {
  readonly name: "hls" | "dash";
  /** From the first characters: whether this is the format of a manifest. */
  recognises(text: string): boolean;
  open(context: StreamContext): ManifestStream;
}

export interface StreamContext {
  /** As the site configured it. */
  readonly swarmId: string | undefined;
  readonly identity: IdentityScheme;
  /** Milliseconds since the epoch, by the server's clock as far as it is known. */
  readonly now: () => number;
  /** What the manifest itself says of the server's clock. A player that knows better overrules it. */
  suggestServerTime(milliseconds: number): void;
}

export type Accepted = Omit<Extract<ManifestOutcome, { readonly type: "accepted" }>, "type">;

export interface ManifestText {
  /** As the player asked for it, unchanged. */
  readonly requestUrl: string;
  /** The same, normalised. */
  readonly url: string;
  /** After redirects, normalised. */
  readonly responseUrl: string;
  readonly text: string;
}

/** The stream that one registry is for. Methods that throw a `ManifestError` have changed nothing. */
export interface ManifestStream {
  add(manifest: ManifestText): Accepted;
  addIndex(url: string, range: ByteRange | undefined, bytes: Uint8Array): Accepted;
  /** @param url normalised */
  find(url: string, range: ByteRange | undefined): RequestMatch;
  readonly swarmId: string | undefined;
  readonly manifestUrl: string | undefined;
  readonly renditions: readonly Rendition[];
}
