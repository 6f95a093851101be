/**
 * An announce leaves the tracker client once every one of its offers is ready, so one that fails would hold
 * up all others (threats B1). A failed offer is therefore signalled as an empty one, which the socket takes
 * out of the announce. Pure.
 */

export const deadOffer = { type: "offer", sdp: "" } as const;

/** A frame of ours without its dead offers, and with the number of offers that are left. */
export function withoutDeadOffers(frame: string): string {
  const announce = JSON.parse(frame) as { offers?: { offer: { sdp: string } }[] };
  if (announce.offers === undefined) return frame;
  const offers = announce.offers.filter(({ offer }) => offer.sdp !== deadOffer.sdp);
  return JSON.stringify({ ...announce, offers, numwant: offers.length });
}
