/** Decides whether the loader's request for a segment would be the same as the player's. Pure. */

export interface PlainRequestInput {
  readonly headers: { readonly [name: string]: string } | null | undefined;
  readonly hasCredentials: boolean;
  /** The site prepares the loader's requests as well, see `EngineCore.hasRequestSetup`. */
  readonly hasRequestSetup: boolean;
}

/** The range is part of the segment, and the origin can do without the player's reports (CMCD). */
const withoutEffect = /^(range$|cmcd-)/i;

/** Whether the origin could answer differently if a request had no such header. */
export function affectsResponse(headerName: string): boolean {
  return !withoutEffect.test(headerName);
}

/** If only the player's requests had a token, the origin would reject the loader's requests. */
export function isPlainRequest(input: PlainRequestInput): boolean {
  const { headers, hasCredentials, hasRequestSetup } = input;
  if (hasRequestSetup) return true;
  return !hasCredentials && !Object.keys(headers ?? {}).some(affectsResponse);
}
