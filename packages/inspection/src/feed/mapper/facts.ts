/**
 * Selects the facts of an actor's context: fields by name for each machine. The context itself is never sent, because it
 * contains functions and live objects. A machine that is not listed here has no facts. Facts are read with every event, and a
 * record is only created if one of them changed.
 */
import type { Plain, PlainRecord } from "../../format/plain.ts";
import { at, itemsOf, numberAt, sizeOf, textAt } from "../look.ts";
import { type Admission, admissionOf } from "./connections.ts";
import { snapshotOf } from "./mapper-context.ts";
import { wordsAt } from "./reason-at.ts";

type Fact = Plain | undefined;

interface Pick {
  readonly names: readonly string[];
  /** In the order of `names`. `toSession`: from the host's clock to the session's. */
  readonly read: (
    context: unknown,
    toSession: (at: number) => number,
    state: unknown,
  ) => readonly Fact[];
  readonly segment?: (context: unknown) => string | undefined;
  readonly peer?: (context: unknown) => string | undefined;
  /** Its context is replaced when something changes: the same one has the same facts. */
  readonly isReplaced?: boolean;
}

const picks: Readonly<Record<string, Pick>> = {
  segment: {
    names: [
      ...["sequence", "priority", "reason", "token", "attemptPeer", "attemptConnection"],
      ...["sizeHint", "retryAt", "retries", "suspects", "hasPartial"],
    ],
    read: (context, toSession) => {
      const [info, attempt, coolDown] = [
        at(context, "info"),
        at(context, "attempt"),
        at(context, "coolDown"),
      ];
      const retryAt = numberAt(coolDown, "until");
      return [
        textAt(info, "sequence"),
        numberAt(info, "priority"),
        wordsAt(context),
        numberAt(attempt, "token"),
        textAt(attempt, "peerId"),
        numberAt(attempt, "source"),
        numberAt(context, "sizeHint", "size"),
        retryAt === undefined ? undefined : toSession(retryAt),
        numberAt(coolDown, "retries") || undefined,
        sizeOf(at(context, "suspects")) || undefined,
        isSet(at(context, "partial")),
      ];
    },
    segment: (context) => textAt(context, "key"),
    isReplaced: true,
  },
  scheduler: {
    names: [
      ...["segments", "masterSwarmId"],
      ...["isHttpAllowed", "isDrawDue", "mustList", "mustClean"],
    ],
    read: (context) => [
      sizeOf(at(context, "env", "queue", "entries")),
      textAt(context, "masterSwarmId"),
      at(context, "isHttpAllowed") === true,
      at(context, "isDrawDue") === true,
      isSet(at(context, "mustList")),
      isSet(at(context, "mustClean")),
    ],
    isReplaced: true,
  },
  swarm: {
    names: ["peers", "connections", "pending", "standby"],
    read: (context) => {
      const connections = itemsOf(at(context, "connections"));
      const admissions = connections.map((each) => admissionOf(snapshotOf(at(each, "session"))));
      const countOf = (wanted: Admission): number =>
        admissions.filter((admission) => admission === wanted).length;
      return [
        sizeOf(at(context, "peers")),
        connections.length,
        countOf("pending"),
        countOf("standby"),
      ];
    },
    isReplaced: true,
  },
  session: {
    names: ["connectionId", "error"],
    // Until it has ended, its error is only the one that it would end with if nothing else were known.
    read: (context, _, state) => [
      numberAt(context, "link", "connectionId"),
      state === "ended" ? errorIn(context) : undefined,
    ],
    peer: (context) => textAt(context, "link", "peerId"),
  },
  download: {
    names: ["token", "stream", "sequence", "error"],
    read: (context) => {
      const request = at(context, "request");
      return [
        numberAt(request, "token"),
        textAt(request, "segment", "stream"),
        textAt(request, "segment", "sequence"),
        errorIn(context),
      ];
    },
    peer: (context) => textAt(context, "link", "peerId"),
  },
};

/** What was read of one actor last. */
export interface FactReader {
  readonly segment: string | undefined;
  readonly peer: string | undefined;
  /** Returns true if a fact has changed. */
  look(context: unknown, state: unknown): boolean;
  /** Those that there are, by name; a new record each time. */
  record(): PlainRecord;
}

/** `machine`: the id of its definition. */
export function createFactReader(
  machine: string | undefined,
  toSession: (at: number) => number,
): FactReader {
  const pick = machine !== undefined && Object.hasOwn(picks, machine) ? picks[machine] : undefined;
  return pick === undefined ? noFacts : createReader(pick, toSession);
}

const noFacts: FactReader = {
  ...{ segment: undefined, peer: undefined },
  look: () => false,
  record: () => ({}),
};

function createReader(
  { names, read, segment, peer, isReplaced }: Pick,
  toSession: (at: number) => number,
): FactReader {
  let seen: unknown;
  let values: readonly Fact[] = [];
  const reader = {
    segment: undefined as string | undefined,
    peer: undefined as string | undefined,
    look(context: unknown, state: unknown): boolean {
      if (isReplaced === true && context === seen) return false;
      seen = context;
      const next = read(context, toSession, state);
      const nextPeer = peer?.(context) ?? reader.peer;
      const isSame =
        nextPeer === reader.peer && next.every((value, index) => value === values[index]);
      values = next;
      reader.peer = nextPeer;
      reader.segment ??= segment?.(context);
      return !isSame;
    },
    record(): PlainRecord {
      const record: Record<string, Plain> = {};
      names.forEach((name, index) => {
        const value = values[index];
        if (value !== undefined) record[name] = value;
      });
      return record;
    },
  };
  return reader;
}

/** True, or nothing. */
function isSet(value: unknown): true | undefined {
  return value === undefined || value === false ? undefined : true;
}

function errorIn(context: unknown): string | undefined {
  const code = textAt(context, "error", "code");
  return code === undefined ? undefined : `${code}: ${textAt(context, "error", "message") ?? ""}`;
}
