/** The id under which trackers and peers know us. */
import type { PeerId } from "@swarmlane/contract";
import { binaryToHex } from "./tracker/tracker-bytes.ts";

const symbols = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
const randomLength = 12;

/**
 * Generates a peer id as 40 hex characters. In ASCII: `-WW`, four version digits, `-`, 12 random letters and digits.
 * `version` is dotted; two digits of each of its first two parts are used, as 0.6.2 does.
 */
export function generatePeerId(version = "0.6.2"): PeerId {
  const digits = [0, 1].map((part) => twoDigits(version.split(".")[part])).join("");
  return binaryToHex(`-WW${digits}-${randomSymbols()}`) as PeerId;
}

function twoDigits(part = "0"): string {
  const number = Number.parseInt(part, 10);
  return String(Number.isNaN(number) ? 0 : number % 100).padStart(2, "0");
}

/** Bytes above 247 are discarded: 256 is not a multiple of 62, so the first symbols would be more likely. */
function randomSymbols(): string {
  let text = "";
  while (text.length < randomLength) {
    const [byte = 255] = crypto.getRandomValues(new Uint8Array(1));
    if (byte < 4 * symbols.length) text += symbols.charAt(byte % symbols.length);
  }
  return text;
}
