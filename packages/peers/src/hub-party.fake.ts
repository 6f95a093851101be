/** Tests only: hub pages that meet in swarms of their own, through the test's tracker. Page. */
import type {} from "@swarmlane/testkit";
import { expect, inject, vi } from "vitest";
import { openHubPage } from "./hub-page.fake.ts";
import type { HubPage, HubPageOptions } from "./hub-page.fake.ts";

/** For `vi.waitFor`: real connections on a busy machine. */
export const patience = { timeout: 8000, interval: 20 };

const pages: HubPage[] = [];

/** With the real tracker unless `settings` say otherwise. Ended by `endPages`. */
export function openPage(options: Partial<HubPageOptions> = {}): HubPage {
  const settings = { trackerAnnounce: [inject("trackerUrl")], ...options.settings };
  const page = openHubPage({ ...options, settings });
  pages.push(page);
  return page;
}

export function endPages(): void {
  for (const page of pages.splice(0)) page.end();
}

/** A swarm that no other test is in. */
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
