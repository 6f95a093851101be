import { expect, test } from "vitest";
import { emptyRecord, type ViewerRecord } from "../viewer/viewer-record.ts";
import { bestShareFromPeers } from "./best-possible.ts";

/** Each received 1,000 bytes. */
function viewer(kind: ViewerRecord["kind"], uplink = Infinity): ViewerRecord {
  return { ...emptyRecord("viewer", kind, uplink), httpBytes: 600, p2pBytes: 400 };
}

test("one copy of everything comes from the origin, and all that unreachable viewers receive", () => {
  const audience = [viewer("usual"), viewer("usual"), viewer("consumeOnly")];
  expect(bestShareFromPeers(audience, 1000, 100)).toBe(2 / 3);
  expect(bestShareFromPeers([...audience, viewer("unreachable")], 1000, 100)).toBe(2 / 4);
});

test("peers cannot bring more than the uplinks of those that upload can send", () => {
  const audience = [viewer("usual", 5), viewer("consumeOnly", 50), viewer("slow", 1)];
  expect(bestShareFromPeers(audience, 1000, 100)).toBe(600 / 3000);
});

test("without anybody that uploads, or without anybody, it is 0", () => {
  expect(bestShareFromPeers([viewer("consumeOnly"), viewer("unreachable")], 1000, 100)).toBe(0);
  expect(bestShareFromPeers([], 0, 100)).toBe(0);
});
