/** What a format (HLS, DASH) is to the registry. */

export interface ManifestFormat {
  readonly name: "hls" | "dash";
}

export declare const hls: ManifestFormat;
export declare const dash: ManifestFormat;
