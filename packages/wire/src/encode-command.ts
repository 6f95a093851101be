/** Commands about one segment, as bytes. Pure. Keys in the order in which 0.6.2 writes them. */
import { commandCodes, type SegmentWireCommand } from "./command.ts";
import { encodeText } from "./text.ts";

/** Returns one frame in UTF-8 JSON. Without number and offset, it is byte for byte the same as that of 0.6.2. */
export function encodeCommand(command: SegmentWireCommand): Uint8Array<ArrayBuffer> {
  const { type, id: i, number: r } = command;
  const s = "size" in command ? command.size : undefined;
  const o = "offset" in command ? command.offset : undefined;
  const b = "isBusy" in command && command.isBusy === true ? 1 : undefined;
  return encodeText(JSON.stringify({ c: commandCodes[type], i, s, r, o, b }));
}

export function encodeResend(): Uint8Array<ArrayBuffer> {
  return encodeText(JSON.stringify({ c: commandCodes.resend }));
}
