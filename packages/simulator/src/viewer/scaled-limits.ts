/** Limits and message sizes for payloads of which one byte stands for several bytes on the network. Pure. */
import { defaultEngineSettings, type EngineSettings, type Limits } from "@swarmlane/contract";

/** Bytes in memory of a data-channel message, so that it stands for the size that the settings say. */
export function pieceSize(
  { webRtcMaxMessageSize }: Partial<EngineSettings>,
  scale: number,
): number {
  const size = webRtcMaxMessageSize ?? defaultEngineSettings.webRtcMaxMessageSize;
  return Math.max(64, Math.floor(size / scale));
}

/**
 * Limits of payload bytes are scaled as payloads are. Limits of commands and maps stay as they are, and so does what a
 * message costs: with a scale of up to 16, a piece of the usual size is still not a small one.
 */
export function scaledLimits(limits: Limits, scale: number): Limits {
  const scaled = { ...limits };
  for (const name of payloadLimits) scaled[name] = Math.max(1, Math.floor(limits[name] / scale));
  return scaled;
}

const payloadLimits = [
  "segmentBytes",
  "receiveBytes",
  "receiveStartBytes",
  "pieceBytes",
  "bufferedHigh",
  "bufferedLow",
  "uploadStuckBytes",
  "p2pIdleBytes",
  "httpIdleBytes",
  "slowTransfer",
  "cacheBytes",
] as const satisfies readonly (keyof Limits)[];
