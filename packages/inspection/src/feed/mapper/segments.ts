/** Reports states of segments as messages. The engine reports each change with its reason, in the order of events. */
import { reasonInWords, type EngineEvent } from "@swarmlane/contract";
import type { InspectedError } from "../../format/parts.ts";
import { given, textAt } from "../look.ts";
import { toError } from "../plain-data.ts";
import type { MapperContext } from "./mapper-context.ts";

export interface SegmentMapper {
  onEngine(event: EngineEvent): void;
  /** An event that reached a segment's actor. */
  onEvent(segment: string, event: unknown): void;
  drop(segment: string): void;
}

/** `actorOf`: returns the current actor of a segment. */
export function createSegmentMapper(
  { say }: MapperContext,
  actorOf: (segment: string) => string | undefined,
): SegmentMapper {
  const asked = new Map<string, string>();
  const errors = new Map<string, InspectedError>();

  return {
    onEngine(event) {
      if (event.type === "segment/error") {
        const error = toError(event.error);
        if (error !== undefined) errors.set(event.key, error);
      }
      if (event.type !== "segment/state") return;
      const { key, state, reason } = event;
      const error = errors.get(key);
      errors.delete(key);
      say({
        ...{ type: "segment", segment: key, state, reason: reasonInWords(reason) },
        ...given("actor", actorOf(key)),
        ...given("peer", state === "p2p" ? asked.get(key) : undefined),
        ...given("error", error),
      });
    },
    onEvent(segment, event) {
      const peer = textAt(event, "peerId");
      if (textAt(event, "type") === "start.p2p" && peer !== undefined) asked.set(segment, peer);
    },
    drop(segment) {
      asked.delete(segment);
      errors.delete(segment);
    },
  };
}
