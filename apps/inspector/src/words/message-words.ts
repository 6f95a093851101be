/** Turns each message into one line with a subject and a text. Pure. */
import type { Message, Model } from "@swarmlane/inspection";
import { actorName, peerName, segmentName, stateInWords } from "./names.ts";
import { bytesInWords, speedInWords } from "./numbers.ts";

export interface MessageWords {
  readonly subject: string;
  readonly text: string;
}

type Known = Pick<Model, "actors" | "ended" | "segments">;

export function messageWords(message: Message, known: Readonly<Known>): MessageWords {
  const actor = (id: string): string => actorName(known.actors.get(id) ?? known.ended.get(id), id);
  const segment = (key: string): string => `segment ${segmentName(known.segments.get(key), key)}`;
  const peer = (id: string): string => `peer ${peerName(id)}`;
  const from = (id: string | undefined): string => (id === undefined ? "" : ` from ${peer(id)}`);
  const line = (subject: string, text: string): MessageWords => ({ subject, text });

  switch (message.type) {
    case "machine": {
      const { id, nodes, edges } = message.machine;
      return line(id, `definition: ${nodes.length} states, ${edges.length} transitions`);
    }
    case "actor":
      return line(
        message.id,
        `${message.isLate === true ? "already running" : "started"}: ${stateInWords(message.state)}`,
      );
    case "event": {
      const sender = message.from === undefined ? "" : `  ← ${actor(message.from)}`;
      return line(actor(message.actor), `${message.name}${dataInWords(message.data)}${sender}`);
    }
    case "transition":
      return line(
        actor(message.actor),
        `${stateInWords(message.from)} → ${stateInWords(message.to)}  on ${message.event || "always"}`,
      );
    case "snapshot":
      return line(
        actor(message.actor),
        `${stateInWords(message.state)}${dataInWords(message.facts)}`,
      );
    case "end":
      return line(actor(message.actor), `${message.how}${errorInWords(message.error)}`);
    case "queue":
      return line("queue", queueInWords(message));
    case "segment":
      return line(
        segment(message.segment),
        `${message.state}${from(message.peer)}: ${message.reason}${message.reason.includes(message.error?.message ?? "") ? "" : errorInWords(message.error)}`,
      );
    case "decision":
      return line(
        segment(message.segment),
        `${message.decision}${from(message.peer)}: ${message.reason}`,
      );
    case "transfer": {
      const of = message.size === undefined ? "" : ` of ${bytesInWords(message.size)}`;
      const way = message.source === "http" ? " over HTTP" : from(message.peer);
      return line(
        segment(message.segment),
        `${message.phase}${way}: ${bytesInWords(message.bytes)}${of}, ${speedInWords(message.speed)}${errorInWords(message.error)}`,
      );
    }
    case "peer":
      return line(
        peer(message.peer),
        `${message.state}, ↓ ${speedInWords(message.downSpeed)}, ↑ ${speedInWords(message.upSpeed)}, ${message.strikes} strikes${errorInWords(message.error)}`,
      );
    case "announce": {
      const { loaded, loading, gone } = message;
      return line(
        peer(message.peer),
        `has ${shortList(loaded)}, is loading ${shortList(loading)}, dropped ${shortList(gone)}`,
      );
    }
    case "tracker":
      return line(
        "tracker",
        `${message.complete ?? "?"} seeds, ${message.incomplete ?? "?"} leeches${errorInWords(message.error)}`,
      );
    case "storage":
      return line(
        "storage",
        `${message.segments} segments, ${bytesInWords(message.bytes)}${errorInWords(message.error)}`,
      );
    case "settings":
      return line("settings", dataInWords(message.settings));
    case "traffic":
      return line(
        "traffic",
        `HTTP ${bytesInWords(message.http)}, from peers ${bytesInWords(message.p2p)}, to peers ${bytesInWords(message.uploaded)}${connectionsInWords(message.connections)}`,
      );
    case "warning":
      return line("warning", errorInWords(message.error).slice(2));
    case "gap":
      return line("gap", `${message.dropped} messages dropped: ${message.reason}`);
  }
}

export function errorInWords(
  error: { readonly code: string; readonly message: string } | undefined,
): string {
  return error === undefined ? "" : `, ${error.code}: ${error.message}`;
}

/** Appended to a sentence: connections that are not in use, and whether there is room for more. */
export function connectionsInWords(connections: Model["traffic"]["connections"]): string {
  if (connections === undefined) return "";
  const { pending, standby, hasRoom } = connections;
  return [
    ...(pending > 0 ? [`; ${pending} connecting`] : []),
    ...(standby > 0 ? [`; ${standby} on standby`] : []),
    ...(hasRoom ? [] : ["; no room for more peers"]),
  ].join("");
}

function queueInWords({ added, removed, shift }: Extract<Message, { type: "queue" }>): string {
  const moved = shift === 0 ? "" : `, priorities ${shift > 0 ? "+" : "−"}${Math.abs(shift)}`;
  return `${added.length} added, ${removed.length} removed${moved}`;
}

function dataInWords(data: unknown): string {
  if (data === undefined) return "";
  const text = JSON.stringify(data);
  return text === "{}" ? "" : ` ${text.length > 300 ? `${text.slice(0, 300)}…` : text}`;
}

function shortList(items: readonly string[]): string {
  if (items.length === 0) return "none";
  return items.length <= 6 ? items.join(" ") : `${items.slice(0, 5).join(" ")} … (${items.length})`;
}
