import { expect, test } from "vitest";
import { deadOffer, withoutDeadOffers } from "./dead-offer.ts";

const live = { offer: { type: "offer", sdp: "v=0" }, offer_id: "1" };
const dead = { offer: deadOffer, offer_id: "2" };
const strip = (frame: object) => JSON.parse(withoutDeadOffers(JSON.stringify(frame))) as unknown;

test("an announce leaves without its dead offers", () => {
  const announce = { action: "announce", numwant: 3, offers: [dead, live, dead] };
  expect(strip(announce)).toEqual({ action: "announce", numwant: 1, offers: [live] });
});

test("an announce of dead offers alone still tells the tracker that we are here", () => {
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
