/** Attribute values of an MPD. What is absent is undefined; what is wrong is `MANIFEST_INVALID`. */
import { ManifestError } from "../../errors.ts";
import { attribute, type XmlElement } from "./xml.ts";

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;

const isoDuration =
  /^P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d*)?)S)?)?$/;

/** An ISO 8601 duration in whole milliseconds. Years and months are as long as players take them to be. */
export function durationOf(element: XmlElement, name: string): number | undefined {
  const text = attribute(element, name);
  if (text === undefined) return undefined;
  const match = isoDuration.exec(text);
  const [, years, months, days, hours, minutes, seconds] = match ?? [];
  const milliseconds =
    Number(years ?? 0) * 365 * day +
    Number(months ?? 0) * 30 * day +
    Number(days ?? 0) * day +
    Number(hours ?? 0) * hour +
    Number(minutes ?? 0) * minute +
    Math.round(Number(seconds ?? 0) * second);
  if (match === null || !Number.isSafeInteger(milliseconds)) throw wrong(name, text);
  return milliseconds;
}

/** Milliseconds since the epoch. Without a time zone it is UTC. */
export function dateOf(element: XmlElement, name: string): number | undefined {
  const text = attribute(element, name);
  if (text === undefined) return undefined;
  const time = parseDate(text);
  if (time === undefined) throw wrong(name, text);
  return time;
}

export function parseDate(text: string): number | undefined {
  const zone = /(?:Z|[+-]\d\d:?\d\d)$/.test(text) ? "" : "Z";
  const time = Date.parse(`${text}${zone}`);
  return Number.isFinite(time) ? time : undefined;
}

/** A whole number that is not negative, exactly. */
export function bigintOf(elements: readonly XmlElement[], name: string): bigint | undefined {
  const text = inherited(elements, name);
  if (text === undefined) return undefined;
  if (!/^\d{1,20}$/.test(text.trim())) throw wrong(name, text);
  return BigInt(text);
}

export function countOf(elements: readonly XmlElement[], name: string): number | undefined {
  const value = bigintOf(elements, name);
  if (value === undefined) return undefined;
  const count = Number(value);
  if (!Number.isSafeInteger(count)) throw wrong(name, String(value));
  return count;
}

/** The attribute of the innermost element that has it. `elements` begin with the innermost. */
export function inherited(elements: readonly XmlElement[], name: string): string | undefined {
  for (const element of elements) {
    const value = attribute(element, name);
    if (value !== undefined) return value;
  }
  return undefined;
}

function wrong(name: string, text: string): ManifestError {
  return new ManifestError(
    "MANIFEST_INVALID",
    `The attribute ${name} has the invalid value "${text.slice(0, 100)}".`,
  );
}
