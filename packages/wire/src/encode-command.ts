/** Commands about one segment, as bytes. Pure. Keys in the order in which 0.6.2 writes them. */
import { commandCodes, type SegmentWireCommand } from "./command.ts";
import { encodeText } from "./text.ts";

/** One frame: UTF-8 JSON, equal byte for byte to what 0.6.2 sends. */
export function encodeCommand(command: SegmentWireCommand): Uint8Array<ArrayBuffer> {
  const c = commandCodes[command.type];
  const fields =
    command.type === "data" ? { c, i: command.id, s: command.size } : { c, i: command.id };
  return encodeText(JSON.stringify(fields));
}
