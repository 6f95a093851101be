/** Extracts the data of an event, within limits. Pure. */
import type { PlainRecord } from "../../format/plain.ts";
import { at } from "../look.ts";
import { toError, toPlainRecord } from "../plain-data.ts";

/** Channels, listeners, live counts and queues, which other messages report or which cannot be shown. */
const left = ["type", "replyTo", "channel", "load", "progress"] as const;

/** Undefined if there is no data. Of XState's own events, only the result of an effect is reported. */
export function dataOf(type: string, event: unknown): PlainRecord | undefined {
  if (typeof event !== "object" || event === null) return undefined;
  const isOwn = type.startsWith("xstate.");
  const data = isOwn ? toPlainRecord(outcomeOf(event)) : toPlainRecord(flat(event), left);
  for (const name in data) if (Object.hasOwn(data, name)) return data;
  return undefined;
}

/** A download's request travels as it is: its fields are the event's. */
function flat(event: object): object {
  const request = at(event, "request");
  if (typeof request !== "object" || request === null || !("replyTo" in request)) return event;
  return { ...request, ...event, request: undefined };
}

function outcomeOf(event: object): object {
  const error = toError(at(event, "error"));
  const output = at(event, "output");
  return { ...(error === undefined ? {} : { error }), ...(output === undefined ? {} : { output }) };
}
