/** Whether the loader's own request for a segment would be the one that the player makes. Pure. */
import type { CoreConfig } from "./config-types.ts";

export interface PlainRequestInput {
  readonly headers: { readonly [name: string]: string } | null | undefined;
  readonly hasCredentials: boolean;
  /** What the engine was made with. */
  readonly config: {
    readonly core?: CoreConfig | undefined;
    readonly loader?: { readonly xhrSetup?: unknown } | undefined;
  };
}

/** The range is part of the segment, and the origin can do without the player's reports (CMCD). */
const withoutEffect = /^(range$|cmcd-)/i;

/**
 * A token that only the player's requests carry would be missing in ours, and the origin would refuse them. A site that
 * prepares the loader's requests as well has seen to that.
 */
export function isPlainRequest({ headers, hasCredentials, config }: PlainRequestInput): boolean {
  const { core, loader } = config;
  const setup = core?.mainStream?.httpRequestSetup ?? core?.httpRequestSetup ?? loader?.xhrSetup;
  if (typeof setup === "function") return true;
  return !hasCredentials && Object.keys(headers ?? {}).every((name) => withoutEffect.test(name));
}
