import { expect, test } from "vitest";
import { certificateOf } from "./certificate.ts";

const hex = "0123456789abcdef".repeat(4);
const other = "f".repeat(64);
const pairs = (digits: string) => (digits.match(/../g) ?? []).join(":");
const value = pairs(hex).toUpperCase();
const otherValue = pairs(other).toUpperCase();

/** A description with one line at session level and the others in its only media section. */
function describe([session = "s=-", ...media]: string[], lineEnd = "\r\n"): string {
  const lines = ["v=0", session, "t=0 0", "m=application 9 UDP/DTLS/SCTP webrtc-datachannel"];
  return [...lines, ...media, "a=setup:active", ""].join(lineEnd);
}

const sha256 = (text: string) => `a=fingerprint:sha-256 ${text}`;

test.each<[name: string, sdp: string]>([
  ["at session level", describe([sha256(value)])],
  ["at media level", describe(["s=-", sha256(value)])],
  ["at both levels", describe([sha256(value), sha256(value)])],
  ["at both levels in different case", describe([sha256(value), sha256(value.toLowerCase())])],
  ["with an algorithm in capitals", describe([`a=fingerprint:SHA-256 ${value}`])],
  ["with line feeds alone", describe([sha256(value)], "\n")],
  ["as the last line, without an end", `v=0\r\n${sha256(value)}`],
])("a fingerprint %s identifies the certificate", (_, sdp) => {
  expect(certificateOf(sdp)).toBe(hex);
});

test.each<[name: string, sdp: string]>([
  ["no description", ""],
  ["no fingerprint", describe([])],
  ["several fingerprints", describe([sha256(value), sha256(otherValue)])],
  ["several fingerprints at one level", describe(["s=-", sha256(otherValue), sha256(value)])],
  ["an additional fingerprint of SHA-1", describe([sha256(value), "a=fingerprint:sha-1 01:02"])],
  [
    "an additional fingerprint of SHA-512",
    describe([sha256(value), `a=fingerprint:sha-512 ${value}`]),
  ],
  ["a fingerprint of SHA-1 alone", describe([`a=fingerprint:sha-1 ${value}`])],
  ["an unknown algorithm", describe([`a=fingerprint:sha-2567 ${value}`])],
  ["a short value", describe([sha256(value.slice(3))])],
  ["a long value", describe([sha256(`${value}:00`)])],
  ["a value without colons", describe([sha256(hex)])],
  ["a value that is not hex", describe([sha256(value.replace("0", "G"))])],
  ["a value with trailing text", describe([sha256(`${value} ${value}`)])],
  ["no value", describe(["a=fingerprint:sha-256"])],
  ["a space before the value", describe([`a=fingerprint: sha-256 ${value}`])],
  ["an indented line", describe([` ${sha256(value)}`])],
  ["a second fingerprint after a bare CR", describe([`${sha256(value)}\r${sha256(otherValue)}`])],
  ["a second fingerprint that is malformed", describe([sha256(value), sha256("zz")])],
  [
    "a second fingerprint in unusual spelling",
    describe([sha256(value), `A=FingerPrint:sha-256 x`]),
  ],
  ["garbage", "\u0000fingerprint\uffff"],
])("%s leaves the certificate unknown", (_, sdp) => {
  expect(certificateOf(sdp)).toBe("");
});
