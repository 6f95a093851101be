/** Takes one message into a model. Messages about what was never introduced are kept as far as they go. */
import type { Message } from "../format/message.ts";
import * as actors from "./apply-actors.ts";
import * as peers from "./apply-peers.ts";
import * as segments from "./apply-segments.ts";
import { modelLimits, type Model } from "./model.ts";

/** Changes `model`. */
export function apply(model: Model, message: Message): void {
  model.n = message.n;
  model.t = Math.max(model.t, message.t);
  switch (message.type) {
    case "machine":
      model.machines.set(message.machine.id, message.machine);
      break;
    case "actor":
      actors.begin(model, message);
      break;
    case "event":
      actors.noteEvent(model, message);
      break;
    case "transition":
      actors.noteTransition(model, message);
      break;
    case "snapshot":
      actors.noteSnapshot(model, message);
      break;
    case "end":
      actors.finish(model, message);
      break;
    case "queue":
      segments.changeQueue(model, message);
      break;
    case "segment":
      segments.noteState(model, message);
      break;
    case "decision":
      segments.noteDecision(model, message);
      break;
    case "transfer":
      segments.noteTransfer(model, message);
      break;
    case "peer":
      peers.notePeer(model, message);
      break;
    case "announce":
      peers.noteAnnouncement(model, message);
      break;
    case "tracker":
      model.tracker = message;
      break;
    case "storage":
      model.storage = message;
      break;
    case "settings":
      model.settings = message.settings;
      break;
    case "traffic":
      model.traffic = message;
      break;
    case "warning":
      model.warnings = [...model.warnings, message].slice(-modelLimits.warnings);
      break;
    case "gap":
      model.dropped += message.dropped;
      break;
  }
}
