/** Whether the loader's own request for a segment would be the one that the player makes. Pure. */

export interface PlainRequestInput {
  readonly headers: { readonly [name: string]: string } | null | undefined;
  readonly hasCredentials: boolean;
  /** The site prepares the loader's requests as well, see `EngineCore.hasRequestSetup`. */
  readonly hasRequestSetup: boolean;
}

/** The range is part of the segment, and the origin can do without the player's reports (CMCD). */
const withoutEffect = /^(range$|cmcd-)/i;

/** A token that only the player's requests carry would be missing in ours, and the origin would refuse them. */
export function isPlainRequest(input: PlainRequestInput): boolean {
  const { headers, hasCredentials, hasRequestSetup } = input;
  if (hasRequestSetup) return true;
  return !hasCredentials && Object.keys(headers ?? {}).every((name) => withoutEffect.test(name));
}
