import { describe, expect, test } from "vitest";
import { createNetworkMeter } from "./network-meter.ts";

const megabit = 1e6;

function setup() {
  let time = 1000;
  const meter = createNetworkMeter(() => time);
  const pass = (ms: number): void => {
    time += ms;
  };
  /** A segment that comes alone. */
  const load = (id: string, method: "http" | "p2p", bitsPerSecond: number, took = 1000): void => {
    const bytes = (bitsPerSecond * took) / 8000;
    meter.started(id);
    pass(took);
    meter.arrived({ id, method, bytes });
    meter.loaded({ id, method, bytes, took, firstByte: 0 });
  };
  return { meter, pass, load };
}

describe("the speed of the network", () => {
  test("is that of all downloads over HTTP together", () => {
    const { meter, pass } = setup();
    meter.started("a");
    meter.started("b");
    for (let part = 0; part < 5; part += 1) {
      pass(200);
      meter.arrived({ id: "a", method: "http", bytes: 100_000 });
      meter.arrived({ id: "b", method: "http", bytes: 50_000 });
    }
    const download = { id: "a", method: "http", bytes: 500_000, took: 1000 } as const;
    expect(meter.loaded({ ...download, firstByte: 0 })).toBe(6 * megabit);
  });

  test("does not count the bytes of another download that came before, and were reported later", () => {
    const { meter, pass } = setup();
    meter.started("b");
    pass(200);
    meter.arrived({ id: "b", method: "http", bytes: 100_000 });
    pass(100);
    meter.started("a");
    pass(100);
    // Half of them came before.
    meter.arrived({ id: "b", method: "http", bytes: 75_000 });
    meter.arrived({ id: "a", method: "http", bytes: 12_500 });
    const download = { id: "a", method: "http", bytes: 12_500, took: 100 } as const;
    expect(meter.loaded({ ...download, firstByte: 0 })).toBe(4 * megabit);
  });

  test("a fast peer that delivers at the same time does not make it faster", () => {
    const { meter, pass, load } = setup();
    load("a", "http", 2 * megabit);
    meter.started("b");
    meter.started("c");
    pass(1000);
    meter.arrived({ id: "c", method: "p2p", bytes: 5_000_000 });
    meter.arrived({ id: "b", method: "http", bytes: 250_000 });
    meter.loaded({ id: "b", method: "http", bytes: 250_000, took: 1000, firstByte: 0 });
    expect(meter.estimate).toBe(2 * megabit);
  });

  test("peers that share the link do not make it slower", () => {
    const { meter, pass, load } = setup();
    load("a", "http", 8 * megabit);
    meter.started("b");
    pass(1000);
    for (const id of ["c", "d", "e"]) meter.arrived({ id, method: "p2p", bytes: 250_000 });
    meter.arrived({ id: "b", method: "http", bytes: 250_000 });
    meter.loaded({ id: "b", method: "http", bytes: 250_000, took: 1000, firstByte: 0 });
    expect(meter.estimate).toBe(8 * megabit);
  });

  test("a drop is noticed although peers deliver", () => {
    const { meter, pass, load } = setup();
    load("a", "http", 8 * megabit);
    for (const id of ["b", "c"]) {
      meter.started(id);
      pass(1000);
      meter.arrived({ id: "p", method: "p2p", bytes: 25_000 });
      meter.arrived({ id, method: "http", bytes: 100_000 });
      meter.loaded({ id, method: "http", bytes: 100_000, took: 1000, firstByte: 0 });
    }
    expect(meter.estimate).toBe(megabit);
  });
});

describe("while only peers deliver", () => {
  test("the speed over HTTP counts for a minute, and bounds the estimate afterwards", () => {
    const { meter, pass, load } = setup();
    load("a", "http", 2 * megabit);
    load("b", "p2p", 100 * megabit);
    expect(meter.estimate).toBe(2 * megabit);
    pass(60_000);
    load("c", "p2p", 100 * megabit);
    expect(meter.estimate).toBe(4 * megabit);
  });

  test("the estimate may fall to the speed of the peers", () => {
    const { meter, pass, load } = setup();
    load("a", "http", 8 * megabit);
    pass(60_000);
    load("b", "p2p", megabit);
    expect(meter.estimate).toBe(megabit);
  });

  test("their speed is all that is known if nothing came over HTTP", () => {
    const { meter, load } = setup();
    expect(meter.estimate).toBeUndefined();
    load("a", "p2p", 100 * megabit);
    expect(meter.estimate).toBe(100 * megabit);
  });
});
