/** Formats numbers for display. Pure. */

const units = ["B", "kB", "MB", "GB"] as const;

/** `1.2 MB`: decimal units, three digits at most before the unit changes. */
export function formatBytes(bytes: number): string {
  const power = bytes < 1000 ? 0 : Math.min(Math.floor(Math.log10(bytes) / 3), units.length - 1);
  const value = bytes / 1000 ** power;
  const digits = power === 0 || value >= 100 ? 0 : 1;
  return `${value.toFixed(digits)} ${units[power] ?? "GB"}`;
}

/** `2.4 Mbit/s`, from bytes in one second. */
export function formatRate(bytesPerSecond: number): string {
  const bits = bytesPerSecond * 8;
  return bits < 1_000_000
    ? `${Math.round(bits / 1000)} kbit/s`
    : `${(bits / 1_000_000).toFixed(1)} Mbit/s`;
}

/** `63 %`, from 0…1. */
export function formatShare(share: number): string {
  return `${Math.round(share * 100)} %`;
}

/** `1:05`, from seconds. */
export function formatTime(seconds: number): string {
  const whole = Math.floor(seconds);
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
}
