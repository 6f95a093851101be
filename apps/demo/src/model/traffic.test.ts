import { expect, test } from "vitest";
import { createTraffic, historySeconds } from "./traffic.ts";

test("what came from peers is what the origin did not send", () => {
  const traffic = createTraffic(0);
  traffic.download("http", 250);
  traffic.download("p2p", 750, "a");
  expect(traffic.totals()).toMatchObject({ http: 250, p2p: 750, saved: 0.75 });
});

test("nothing is saved before the first byte", () => {
  expect(createTraffic(0).totals()).toMatchObject({ saved: 0, shareRatio: 0 });
});

test("a viewer that uploads as much as it downloads has a ratio of one", () => {
  const traffic = createTraffic(0);
  traffic.download("p2p", 100, "a");
  traffic.upload(100, "b");
  expect(traffic.totals().shareRatio).toBe(1);
});

test("each peer has its own bytes until it leaves; the totals stay", () => {
  const traffic = createTraffic(0);
  traffic.connect("a", "10.0.0.1");
  traffic.connect("b", "10.0.0.2");
  traffic.download("p2p", 10, "a");
  traffic.upload(7, "b");
  expect(traffic.peers()).toEqual([
    { id: "a", address: "10.0.0.1", downloaded: 10, uploaded: 0 },
    { id: "b", address: "10.0.0.2", downloaded: 0, uploaded: 7 },
  ]);
  traffic.disconnect("a");
  expect(traffic.peers().map(({ id }) => id)).toEqual(["b"]);
  expect(traffic.totals().p2p).toBe(10);
});

test("a second's bytes appear when the second is over, newest last", () => {
  const traffic = createTraffic(0);
  traffic.download("http", 5);
  traffic.tick(900);
  expect(traffic.history().at(-1)).toEqual({ http: 0, p2p: 0 });
  traffic.tick(1000);
  traffic.download("p2p", 3);
  traffic.tick(2000);
  expect(traffic.history().slice(-2)).toEqual([
    { http: 5, p2p: 0 },
    { http: 0, p2p: 3 },
  ]);
});

test("a tab that slept finds the seconds it missed empty, and two minutes of them at most", () => {
  const traffic = createTraffic(0);
  traffic.download("http", 5);
  traffic.tick(4000);
  expect(traffic.history().slice(-4)).toEqual([
    { http: 5, p2p: 0 },
    { http: 0, p2p: 0 },
    { http: 0, p2p: 0 },
    { http: 0, p2p: 0 },
  ]);
  traffic.tick(3_600_000);
  expect(traffic.history()).toHaveLength(historySeconds);
  expect(traffic.history().every(({ http }) => http === 0)).toBe(true);
  traffic.download("http", 9);
  traffic.tick(3_601_000);
  expect(traffic.history().at(-1)).toEqual({ http: 9, p2p: 0 });
});
