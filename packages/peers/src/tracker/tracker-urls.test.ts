import { expect, test } from "vitest";
import { screenTrackerUrls } from "./tracker-urls.ts";

test("an address counts once, with or without slash and fragment", () => {
  const announce = [
    "wss://a.example",
    "wss://a.example/",
    "wss://A.example#x",
    "ws://b.example/announce/",
  ];
  expect(screenTrackerUrls(announce, "http:")).toEqual({
    usable: ["wss://a.example", "ws://b.example/announce"],
    rejected: [],
  });
});

test("addresses that no page can announce to are rejected by name", () => {
  const announce = ["udp://a.example", "https://a.example", "nonsense", "", 5, null];
  expect(screenTrackerUrls(announce, "http:")).toEqual({
    usable: [],
    rejected: ["udp://a.example", "https://a.example", "nonsense", "", "number", "object"],
  });
});

test("a page on https reaches plain trackers on its own machine only", () => {
  const announce = [
    "ws://a.example",
    "ws://127.0.0.1:8000",
    "ws://localhost:8000",
    "ws://[::1]:8000",
  ];
  expect(screenTrackerUrls(announce, "https:")).toEqual({
    usable: announce.slice(1),
    rejected: ["ws://a.example"],
  });
});

test("one address need not be in an array", () => {
  expect(screenTrackerUrls("wss://a.example", "https:").usable).toEqual(["wss://a.example"]);
});
