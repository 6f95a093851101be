import { expect, test } from "vitest";
import { defaultLimits } from "@swarmlane/contract";
import { createSimulatedClock } from "@swarmlane/testkit";
import { createGate } from "./gate.ts";

const day = 24 * 60 * 60_000;

/** A gate before a disk that answers each try 100 ms later, as `answer` says. */
function createScene(answer: "fails" | "works") {
  const clock = createSimulatedClock();
  const told: string[] = [];
  let tries = 0;
  const gate = createGate({
    clock,
    limits: defaultLimits,
    retry() {
      tries += 1;
      return new Promise<void>((resolve, reject) => {
        clock.setTimeout(() => {
          if (answer === "works") resolve();
          else reject(new Error("still out"));
        }, 100);
      });
    },
    onShut: () => told.push("shut"),
    onOpen: () => told.push("open"),
  });
  return { clock, gate, told, tries: () => tries };
}

test("a gate that was shut tries again until the disk works", async () => {
  const { clock, gate, told } = createScene("works");
  gate.shut(new Error("out"));
  await clock.advance(defaultLimits.storageRetryMin + 100);
  expect(told).toEqual(["shut", "open"]);
  expect(clock.pending).toBe(0);
});

test.each(["fails", "works"] as const)(
  "a try that is in flight at `stop` and %s later is the last, and nobody hears of it",
  async (answer) => {
    const { clock, gate, told, tries } = createScene(answer);
    gate.shut(new Error("out"));
    await clock.advance(defaultLimits.storageRetryMin + 50);
    expect(tries()).toBe(1);
    gate.stop();
    await clock.advance(day);
    expect(tries()).toBe(1);
    expect(told).toEqual(["shut"]);
    expect(clock.pending).toBe(0);
  },
);

test("a call that is in flight at `stop` leaves no deadline behind", async () => {
  const { clock, gate } = createScene("fails");
  const call = gate.run("read", () => new Promise<never>(() => undefined));
  gate.stop();
  await expect(call).resolves.toBeUndefined();
  expect(clock.pending).toBe(0);
});

test("nothing runs through a gate that was stopped", async () => {
  const { clock, gate, told } = createScene("fails");
  gate.stop();
  gate.shut(new Error("out"));
  expect(await gate.run("read", () => Promise.resolve("data"))).toBeUndefined();
  await clock.advance(day);
  expect(told).toEqual([]);
  expect(gate.isOpen).toBe(false);
});
