/** Describes a quality. */

export interface Quality {
  /** Pixels. */
  readonly height?: number | null | undefined;
  /** bit/s. Players have 0 or NaN for what the manifest does not say. */
  readonly bitrate?: number | undefined;
}

/** `270p, 360 kbit/s`, as far as it is known; empty when nothing is. */
export function formatQuality({ height, bitrate }: Quality): string {
  const parts = [
    ...(height ? [`${height}p`] : []),
    ...(bitrate ? [`${Math.round(bitrate / 1000)} kbit/s`] : []),
  ];
  return parts.join(", ");
}
