/** Errors in a manifest. None of them stops playback: the stream is loaded without peers. */

export const manifestErrorCodes = [
  /** The text is not a manifest, or it contradicts itself. */
  "MANIFEST_INVALID",
  /** The manifest is valid, but uses a feature with which this package cannot identify segments. */
  "MANIFEST_UNSUPPORTED",
  /** The manifest is larger than `limits` allows. */
  "MANIFEST_TOO_LARGE",
] as const;
export type ManifestErrorCode = (typeof manifestErrorCodes)[number];

/** Thrown inside the package only. The registry returns it in an outcome. */
export class ManifestError extends Error {
  readonly code: ManifestErrorCode;

  constructor(code: ManifestErrorCode, message: string) {
    super(message);
    this.name = "ManifestError";
    this.code = code;
  }
}

/** Converts anything that was thrown while a manifest was read. A parser's error counts as the manifest's fault. */
export function toManifestError(thrown: unknown): ManifestError {
  if (thrown instanceof ManifestError) return thrown;
  const reason = thrown instanceof Error ? thrown.message : String(thrown);
  return new ManifestError("MANIFEST_INVALID", `The manifest could not be read: ${reason}`);
}
