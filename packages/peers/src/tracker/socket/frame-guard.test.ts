import fc from "fast-check";
import { LoaderError, defaultLimits } from "@swarmlane/contract";
import { expect, test } from "vitest";
import { deadOffer, readTrackerFrame, withoutDeadOffers } from "./frame-guard.ts";

const limits = defaultLimits;
const hash = "h".repeat(20);
const announce = { action: "announce", info_hash: hash };
const signal = { ...announce, peer_id: "p".repeat(20), offer_id: "o".repeat(20) };
const offer = { type: "offer", sdp: "v=0" };
const answer = { type: "answer", sdp: "v=0" };

const read = (frame: unknown) => readTrackerFrame(JSON.stringify(frame), limits);

test("an announce response passes without unknown fields", () => {
  const response = { interval: 120, complete: 1, incomplete: 2, "tracker id": "t" };
  expect(read({ ...announce, ...response, peers: [], __proto__: 1 })).toEqual({
    ...announce,
    ...response,
  });
});

test("an offer and an answer pass without extra fields", () => {
  expect(read({ ...signal, offer: { ...offer, renegotiate: true } })).toEqual({ ...signal, offer });
  expect(read({ ...signal, answer })).toEqual({ ...signal, answer });
});

test.each([
  [0, 15],
  [-1, 15],
  [0.001, 15],
  [120, 120],
  [1e7, 3600],
])("an interval of %d s becomes %d s", (interval, expected) => {
  expect(read({ ...announce, interval })).toMatchObject({ interval: expected });
  expect(read({ ...announce, "min interval": interval })).toMatchObject({ interval: expected });
});

test("a tracker that counts leeches only reports no seeds", () => {
  expect(read({ ...announce, incomplete: 4 })).toMatchObject({ complete: 0, incomplete: 4 });
});

test("a failure that the tracker reports is passed on in its own words", () => {
  const complaint = read({ "failure reason": "go away" });
  expect(complaint).toMatchObject({ code: "TRACKER_ERROR", message: "go away" });
});

test.each([
  ["null", null],
  ["a number", 42],
  ["an array", []],
  ["no action", { info_hash: hash }],
  ["a scrape", { action: "scrape", files: {} }],
  ["no hash", { action: "announce" }],
  ["a short hash", { ...announce, info_hash: "h" }],
  ["a hash of wide characters", { ...announce, info_hash: "я".repeat(20) }],
  ["a hash that is an object", { ...announce, info_hash: {} }],
  ["an interval in words", { ...announce, interval: "soon" }],
  ["counts of the wrong type", { ...announce, complete: {}, incomplete: 1 }],
  ["a negative count", { ...announce, incomplete: -1 }],
  ["a long tracker id", { ...announce, "tracker id": "t".repeat(257) }],
  ["a failure that is an object", { "failure reason": {} }],
  ["an offer without a peer", { ...announce, offer, offer_id: "o".repeat(20) }],
  ["an offer without an id", { ...signal, offer, offer_id: 3 }],
  ["an offer that is a number", { ...signal, offer: 1 }],
  ["an offer that is null", { ...signal, offer: null }],
  ["an offer of the wrong type", { ...signal, offer: answer }],
  ["an offer with an empty sdp", { ...signal, offer: { type: "offer", sdp: "" } }],
  ["an sdp that is a list", { ...signal, answer: { type: "answer", sdp: ["v=0"] } }],
  ["a long sdp", { ...signal, offer: { ...offer, sdp: "x".repeat(limits.sdpLength + 1) } }],
  ["both at once", { ...signal, offer, answer }],
  ["a frame over the limit", { ...announce, x: "x".repeat(limits.trackerFrameBytes) }],
])("%s is a bad message", (_, frame) => {
  expect(read(frame)).toMatchObject({ code: "TRACKER_BAD_MESSAGE" });
});

test.each([["{"], [""], [new ArrayBuffer(4)], [undefined]])("%j is not a frame", (data) => {
  expect(readTrackerFrame(data, limits)).toMatchObject({ code: "TRACKER_BAD_MESSAGE" });
});

test("any frame that passes is safe for the tracker client", () => {
  const field = fc.oneof(fc.jsonValue(), fc.constantFrom(hash, offer, answer, "announce", 0.5));
  const keys = ["action", "info_hash", "peer_id", "offer_id", "offer", "answer", "interval"];
  const frames = fc.dictionary(fc.constantFrom(...keys, "complete", "incomplete"), field);
  fc.assert(
    fc.property(frames, (fields) => {
      const frame = read({ ...announce, ...fields });
      if (frame instanceof LoaderError) return;
      expect(frame.info_hash).toHaveLength(20);
      const interval = frame.interval ?? 15;
      expect(interval >= 15 && interval <= 3600).toBe(true);
      if (frame.offer ?? frame.answer)
        expect([frame.peer_id, frame.offer_id]).toEqual([hash, hash]);
    }),
  );
});

const live = { offer: { type: "offer", sdp: "v=0" }, offer_id: "1" };
const dead = { offer: deadOffer, offer_id: "2" };
const strip = (frame: object) => JSON.parse(withoutDeadOffers(JSON.stringify(frame))) as unknown;

test("dead offers are removed from an announce", () => {
  const announce = { action: "announce", numwant: 3, offers: [dead, live, dead] };
  expect(strip(announce)).toEqual({ action: "announce", numwant: 1, offers: [live] });
});

test("an announce with dead offers only is still sent, so that the tracker knows that we are here", () => {
  expect(strip({ action: "announce", numwant: 1, offers: [dead] })).toEqual({
    action: "announce",
    numwant: 0,
    offers: [],
  });
});

test("an answer is not touched", () => {
  const answer = { action: "announce", answer: { type: "answer", sdp: "v=0" }, to_peer_id: "p" };
  expect(strip(answer)).toEqual(answer);
});
