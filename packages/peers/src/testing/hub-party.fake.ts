/** Tests only: pages with hubs that meet in swarms of their own, through the tracker of the tests. */
import type {} from "@swarmlane/testkit";
import { expect, inject, vi } from "vitest";
import { openHubPage } from "./hub-page.fake.ts";
import type { HubPage, HubPageOptions } from "./hub-page.fake.ts";

/** For `vi.waitFor`. Real connections take their time on a busy machine. */
export const patience = { timeout: 8000, interval: 20 };

/**
 * Few pages need few offers. Chromium refuses to build more than 500 connections in a process, and counts closed ones
 * until they are garbage-collected: with more offers, the tests of a run would exceed that limit.
 */
export const offersOfPage = 2;

const pages: HubPage[] = [];

/** Opens a page that uses the real tracker unless `settings` name others. `endPages` closes it. */
export function openPage(options: Partial<HubPageOptions> = {}): HubPage {
  const settings = {
    trackerAnnounce: [inject("trackerUrl")],
    peerRequestsPerAnnounce: offersOfPage,
    ...options.settings,
  };
  const page = openHubPage({ ...options, settings });
  pages.push(page);
  return page;
}

export function endPages(): void {
  for (const page of pages.splice(0)) page.end();
}

/** The id of a swarm that no other test uses. */
export const newSwarm = () => `swarm ${crypto.randomUUID()}`;

/** Each page joins the swarm and waits until it is connected to all others. */
export async function meet(swarm: string, ...met: HubPage[]): Promise<void> {
  for (const page of met) page.hub.setSwarm(swarm);
  for (const page of met) {
    const others = met.filter((other) => other !== page).map(({ peerId }) => peerId);
    await vi.waitFor(() => {
      expect(page.connectedPeers()).toEqual(expect.arrayContaining(others));
    }, patience);
  }
}
