/**
 * What is worth knowing of an actor's context: fields picked for each machine by name, never the context as it is, which
 * holds functions and live objects. A machine that is not known here has no facts.
 */
import type { PlainRecord } from "../../format/plain.ts";
import { at, given, numberAt, sizeOf, textAt } from "../look.ts";

export interface Facts {
  readonly facts: PlainRecord;
  readonly segment?: string | undefined;
  readonly peer?: string | undefined;
}

/** `toSession`: from the host's clock to the session's. */
type Pick = (context: unknown, toSession: (at: number) => number) => Facts;

const picks: Readonly<Record<string, Pick>> = {
  segment: (context, toSession) => {
    const retryAt = numberAt(context, "coolDown", "until");
    const attempt = at(context, "attempt");
    return {
      segment: textAt(context, "key"),
      facts: {
        ...given("sequence", textAt(context, "info", "sequence")),
        ...given("priority", numberAt(context, "info", "priority")),
        ...given("reason", textAt(context, "reason")),
        ...given("token", numberAt(attempt, "token")),
        ...given("attemptPeer", textAt(attempt, "peerId")),
        ...given("expectedSize", numberAt(context, "expectedSize")),
        ...given("retryAt", retryAt === undefined ? undefined : toSession(retryAt)),
        ...given("retries", numberAt(context, "coolDown", "retries") || undefined),
        ...given("refusals", sizeOf(at(context, "refusals")) || undefined),
        ...(at(context, "partial") === undefined ? {} : { hasPartial: true }),
        ...(at(context, "suspect") === undefined ? {} : { isDistrusted: true }),
      },
    };
  },
  scheduler: (context) => ({
    facts: {
      ...given("segments", sizeOf(at(context, "segments"))),
      ...given("newcomers", sizeOf(at(context, "newcomers"))),
      ...given("delivered", sizeOf(at(context, "delivered"))),
      ...given("masterSwarmId", textAt(context, "masterSwarmId")),
      isHttpAllowed: at(context, "isHttpAllowed") === true,
      isDrawDue: at(context, "isDrawDue") === true,
      isStoreDirty: at(context, "isStoreDirty") === true,
    },
  }),
  swarm: (context) => ({
    facts: {
      ...given("peers", sizeOf(at(context, "parts", "roster", "peers"))),
      ...given("connections", sizeOf(at(context, "parts", "roster", "connections"))),
    },
  }),
  session: (context) => {
    const peer = textAt(context, "parts", "peer", "id");
    return {
      peer,
      facts: {
        ...given("connectionId", numberAt(context, "input", "connectionId")),
        ...given("ending", endingOf(context)),
      },
    };
  },
  download: (context) => ({
    peer: textAt(context, "session", "parts", "peer", "id"),
    facts: {
      ...given("token", numberAt(context, "download", "request", "token")),
      ...given("segmentId", textAt(context, "download", "request", "segmentId")),
    },
  }),
};

export function factsOf(
  machine: string | undefined,
  context: unknown,
  toSession: (at: number) => number,
): Facts {
  const pick = machine !== undefined && Object.hasOwn(picks, machine) ? picks[machine] : undefined;
  return pick?.(context, toSession) ?? { facts: {} };
}

function endingOf(context: unknown): string | undefined {
  const message = textAt(context, "ending", "error", "message");
  return message === undefined
    ? undefined
    : `${textAt(context, "ending", "how") ?? ""}: ${message}`;
}
