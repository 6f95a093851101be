import { expect, test } from "vitest";
import { createTrackerLinks } from "./tracker-links.ts";

function open(...addresses: unknown[]) {
  const settings = { addresses: addresses as unknown };
  const log: string[] = [];
  const warnings: string[] = [];
  const links = createTrackerLinks({
    addresses: () => settings.addresses,
    pageProtocol: "http:",
    hubName: "hub",
    openLink(url) {
      log.push(`open ${url}`);
      return {
        announce: () => log.push(`announce ${url}`),
        announceSoon: () => log.push(`announce soon ${url}`),
        leave: () => log.push(`leave ${url}`),
      };
    },
    warn: (_, message) => warnings.push(message),
  });
  const takeLog = () => log.splice(0);
  return { settings, links, takeLog, warnings };
}

test("each tracker gets one link, under the name of the hub", () => {
  const { links, takeLog } = open("ws://a", "ws://b/announce", "ws://a/");
  expect(links.update()).toEqual(["ws://a#hub", "ws://b/announce#hub"]);
  expect(takeLog()).toEqual(["open ws://a#hub", "open ws://b/announce#hub"]);
});

test("an update without changes does nothing", () => {
  const { links, settings, takeLog } = open("ws://a", "ws://b");
  links.update();
  takeLog();
  settings.addresses = ["ws://b/", "ws://a#x", "ws://b"];
  expect(links.update()).toEqual([]);
  expect(takeLog()).toEqual([]);
});

test("an update leaves the trackers that are gone, opens new ones, and keeps the others", () => {
  const { links, settings, takeLog } = open("ws://a", "ws://b");
  links.update();
  takeLog();
  settings.addresses = ["ws://b", "ws://c"];
  expect(links.update()).toEqual(["ws://c#hub"]);
  expect(takeLog()).toEqual(["leave ws://a#hub", "open ws://c#hub"]);
});

test("announces go to every tracker, or to one", () => {
  const { links, takeLog } = open("ws://a", "ws://b");
  links.update();
  takeLog();
  links.announce();
  links.announce("ws://b#hub");
  links.announce("ws://unknown#hub");
  links.announceSoon();
  expect(takeLog()).toEqual([
    "announce ws://a#hub",
    "announce ws://b#hub",
    "announce ws://b#hub",
    "announce soon ws://a#hub",
    "announce soon ws://b#hub",
  ]);
});

test("trackers that were left are joined again", () => {
  const { links, takeLog } = open("ws://a");
  links.update();
  links.leave();
  links.announce();
  links.update();
  expect(takeLog()).toEqual(["open ws://a#hub", "leave ws://a#hub", "open ws://a#hub"]);
});

test("an unusable address is named once, not at each update", () => {
  const { links, settings, warnings } = open("udp://a");
  links.update();
  links.update();
  expect(warnings).toEqual([expect.stringContaining("udp://a")]);
  settings.addresses = ["udp://a", "nonsense"];
  links.update();
  expect(warnings).toHaveLength(2);
});
