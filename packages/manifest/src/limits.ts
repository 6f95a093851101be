/**
 * What a manifest may cost, with the reason. Manifests come from an origin that may be broken or hostile: beyond these
 * numbers they are rejected, and the stream plays without peers.
 */
export const limits = {
  /** UTF-16 units of a manifest. A day of two-second segments with long tokens takes 10 MiB. */
  manifestLength: 16 * 1024 * 1024,
  /** UTF-16 units of an address, and of a line with attributes. Servers refuse addresses above 8 KiB. */
  lineLength: 16 * 1024,
  /** Segments that a playlist or an index lists. A day of one-second segments has 86,400. */
  segmentsPerRendition: 100_000,
  /** Segments that a registry holds, over all renditions. Each takes some 300 bytes. */
  segmentsHeld: 300_000,
  /** Entries of a multivariant playlist. */
  renditions: 1_000,
  /** `EXT-X-DEFINE`, and the length of a value: definitions may contain each other and would grow exponentially. */
  variables: 200,
  variableLength: 4 * 1024,
  /** Elements of an MPD, and how deep they are nested. A segment timeline is most of them. */
  xmlElements: 500_000,
  xmlDepth: 64,
  /** Periods times representations times base addresses. A day with an advertisement every ten minutes has 4,000. */
  tracks: 20_000,
  /** `BaseURL`s of one representation: each level multiplies them. */
  baseUrls: 16,
  /** Seconds. Longer durations of a segment are mistakes. */
  segmentDuration: 86_400,
  /** Segments that one call returns. */
  segmentsPerCall: 1_000,
  /** Addresses by which one segment is found: tokens and CDNs change them from load to load. */
  addressesPerSegment: 4,
  /** Seconds of media that are still found after they left the live window. A slow player may be this far behind. */
  retention: 120,
  /** Characters of a swarm id. The peer protocol takes ids of 2 KiB, which include the stream and the sequence. */
  swarmIdLength: 1_024,
} as const;
