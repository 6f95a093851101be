/** What the player got for a segment, as plain data for the other thread. Pure; a bad field is a `TypeError` that names it. */
import { segmentKey, type ProvidedSegment } from "@swarmlane/contract";

export function parseProvided(segment: unknown, response: unknown): ProvidedSegment {
  const { id, range } = fieldsOf(segment, "segment");
  if (typeof id !== "string") throw new TypeError("segment.id: must be a string");
  if (range !== undefined && typeof range !== "string") {
    throw new TypeError("segment.range: must be a string");
  }
  const { data, responseUrl, downloadTime } = fieldsOf(response, "response");
  if (!(data instanceof ArrayBuffer) || data.byteLength === 0) {
    throw new TypeError("response.data: must be an ArrayBuffer with bytes in it");
  }
  if (typeof responseUrl !== "string") {
    throw new TypeError("response.responseUrl: must be a string");
  }
  if (typeof downloadTime !== "number" || !(downloadTime >= 0)) {
    throw new TypeError("response.downloadTime: must be a number of milliseconds");
  }
  return { key: segmentKey({ id, range }), data, responseUrl, downloadTime };
}

function fieldsOf(value: unknown, name: string): Record<string, unknown> {
  if (typeof value !== "object" || value === null)
    throw new TypeError(`${name}: must be an object`);
  return value as Record<string, unknown>;
}
