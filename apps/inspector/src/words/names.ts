/** Short names for long ids, and states as words. Pure. */
import type { ActorModel, StateValue } from "@swarmlane/inspection";

/** The end of a peer id. The beginning is the client's name and version, which many peers share. */
export function peerName(peer: string): string {
  return peer.length > 12 ? `…${peer.slice(-6)}` : peer;
}

/** The name of a segment: its place in the stream, or `key` if that is not known. */
export function segmentName(
  segment: { readonly sequence: string } | undefined,
  key: string,
): string {
  if (segment !== undefined && segment.sequence !== "") return segment.sequence;
  return key.length > 24 ? `…${key.slice(-20)}` : key;
}

/** The end of a stream's name, which distinguishes streams, short enough to fit beside a lane. */
export function streamName(stream: string): string {
  return stream.length > 8 ? `…${stream.slice(-7)}` : stream;
}

/** `validating.checking`, `inUse(lane.clear, upload.none)`. */
export function stateInWords(state: StateValue | undefined): string {
  if (state === undefined) return "–";
  if (typeof state === "string") return state;
  const regions = Object.entries(state).map(([name, inner]) => {
    const rest = stateInWords(inner);
    return rest === "()" ? name : rest.startsWith("(") ? name + rest : `${name}.${rest}`;
  });
  return regions.length === 1 ? (regions[0] ?? "") : `(${regions.join(", ")})`;
}

/** The regions of a state that a transition changed, without their parents. The whole state if nothing changed. */
export function changeInWords(from: StateValue | undefined, to: StateValue): string {
  if (typeof from !== "object" || typeof to !== "object") return stateInWords(to);
  const changed = Object.entries(to).filter(
    ([name, inner]) => JSON.stringify(from[name]) !== JSON.stringify(inner),
  );
  const [only] = changed;
  if (only === undefined) return stateInWords(to);
  const [name, inner] = only;
  const before = from[name];
  return changed.length === 1 && typeof before === "object" && typeof inner === "object"
    ? changeInWords(before, inner)
    : stateInWords(Object.fromEntries(changed));
}

export function actorName(actor: ActorModel | undefined, id: string | undefined): string {
  if (actor === undefined) return id ?? "outside";
  return actor.id === "" ? actor.actor : actor.id;
}
