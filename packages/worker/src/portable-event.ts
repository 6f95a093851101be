/** Events that can cross the lane whatever a caller threw: an error's cause that cannot be cloned stays here. */
import type { EngineEvent } from "@swarmlane/contract";

export function toPortableEvent(event: EngineEvent): EngineEvent {
  if (!("error" in event) || isCloneable(event.error.cause)) return event;
  const { cause, ...error } = event.error;
  const told = { ...error, message: `${error.message} (${String(cause)})` };
  return { ...event, error: told };
}

function isCloneable(value: unknown): boolean {
  if (value === undefined) return true;
  try {
    structuredClone(value);
    return true;
  } catch {
    return false;
  }
}
