import { expect, test, vi } from "vitest";
import { motives } from "./results/recorder.ts";
import { contenders, noP2P } from "./scenario/contenders.ts";
import { type Scenario, scenarios } from "./scenario/scenario.ts";
import { simulate } from "./simulate.ts";

// Thousands of policy runs each: seconds on a busy machine.
vi.setConfig({ testTimeout: 60_000 });

function scenarioOf(name: string, changes: Partial<Scenario> = {}): Scenario {
  const found = scenarios.find((scenario) => scenario.name === name);
  if (found === undefined) throw new Error(`there is no scenario ${name}`);
  return { ...found, ...changes };
}

test("a seed makes a run repeatable to the byte, and another seed makes another run", async () => {
  const scenario = scenarioOf("live", { viewers: 8, seconds: 40 });
  const [first, second, other] = [
    await simulate(scenario),
    await simulate(scenario),
    await simulate({ ...scenario, seed: "2" }),
  ];
  expect(JSON.stringify(second)).toBe(JSON.stringify(first));
  expect(JSON.stringify(other)).not.toBe(JSON.stringify(first));
});

test("six viewers of a recording share: fewer copies than half of what they take without peers, and no stall", async () => {
  const scenario = scenarioOf("six-vod");
  const { figures, viewers } = await simulate(scenario);
  const alone = await simulate(noP2P.change(scenario));
  expect(alone.figures.copies).toBe(6);
  expect(figures.copies).toBeLessThan(3);
  expect([figures.stalls, alone.figures.stalls]).toEqual([0, 0]);
  expect(viewers.map(({ playedSegments }) => playedSegments)).toEqual(Array(6).fill(32));
});

test("bytes add up: what peers brought was uploaded, what the origin brought left it", async () => {
  const { figures, viewers } = await simulate(scenarioOf("six-live"));
  const sum = (what: "httpBytes" | "p2pBytes" | "uploadedBytes"): number =>
    viewers.reduce((total, viewer) => total + viewer[what], 0);
  expect(sum("httpBytes")).toBe(figures.originBytes);
  // Pieces carry a header of 13 bytes, and a transfer that was given up brought a little.
  expect(sum("uploadedBytes") / sum("p2pBytes")).toBeGreaterThan(1);
  expect(sum("uploadedBytes") / sum("p2pBytes")).toBeLessThan(1.05);
  const played = viewers.reduce((total, { playedBytes }) => total + playedBytes, 0);
  expect(sum("httpBytes") + sum("p2pBytes")).toBeGreaterThanOrEqual(played);
});

test("payloads in one sixteenth of their size give the same picture as whole ones", async () => {
  const scenario = scenarioOf("vod", {
    ...{ viewers: 5, seconds: 120 },
    arrivals: { kind: "staggered", every: 8000 },
  });
  const [small, whole] = [await simulate(scenario), await simulate({ ...scenario, scale: 1 })];
  expect(small.figures.copies / whole.figures.copies).toBeGreaterThan(0.9);
  expect(small.figures.copies / whole.figures.copies).toBeLessThan(1.1);
  expect(small.figures.stalls).toBe(whole.figures.stalls);
});

test("viewers that only consume upload nothing", async () => {
  const scenario = scenarioOf("six-vod", { audience: { consumeOnly: 1 } });
  const { figures, viewers } = await simulate(scenario);
  expect(viewers.every(({ uploadedBytes }) => uploadedBytes === 0)).toBe(true);
  expect(figures.copies).toBe(6);
});

test("where no pair can connect, everything comes from the origin", async () => {
  const { population, ...rest } = scenarioOf("live", { viewers: 6, seconds: 40 });
  const { figures } = await simulate({ ...rest, population: { ...population, blockedPairs: 1 } });
  expect(figures.shareFromPeers).toBe(0);
  expect(figures.neighbours).toBe(0);
  expect(figures.connectionsFailed).toBeGreaterThan(0);
});

test("viewers that leave, seek and pause break nothing", async () => {
  const { figures, viewers } = await simulate(
    scenarioOf("vod-restless", {
      ...{ viewers: 8, seconds: 120 },
      behaviour: { stay: 60, seek: 30, pause: 30 },
      arrivals: { kind: "poisson", mean: 3000 },
    }),
  );
  expect(viewers.some(({ leftAt }) => leftAt !== undefined && leftAt < 120_000)).toBe(true);
  expect(figures.connectionsLost).toBeGreaterThan(0);
  expect(figures.errors).toBe(0);
  expect(figures.shareFromPeers).toBeGreaterThan(0.1);
});

test("each request to the origin has a motive that the policy gave in words that are known", async () => {
  const { figures } = await simulate(scenarioOf("live", { viewers: 6, seconds: 80 }));
  const found = new Set(figures.requests.map(({ motive }) => motive));
  expect(found.has("other")).toBe(false);
  expect(found.has("next by rank")).toBe(true);
  expect([...found].every((motive) => motives.includes(motive))).toBe(true);
  expect(found.size).toBeGreaterThan(2);
});

test("every contender can be run", async () => {
  for (const contender of contenders) {
    const scenario = scenarioOf("live", { viewers: 3, seconds: 20 });
    const { figures } = await simulate(contender.change(scenario));
    expect(figures.originBytes, contender.name).toBeGreaterThan(0);
  }
});

/** A few viewers of the recording of the benchmark. */
const few = (changes: Partial<Scenario>): Scenario =>
  scenarioOf("six-vod", { arrivals: { kind: "staggered", every: 2000 }, ...changes });

test("viewers that cannot connect take everything from the origin, and the others share", async () => {
  const { figures, viewers } = await simulate(
    few({ viewers: 10, audience: { unreachable: 0.4 }, seed: "2" }),
  );
  const unreachable = viewers.filter(({ kind }) => kind === "unreachable");
  expect(unreachable.length).toBeGreaterThan(1);
  expect(unreachable.every(({ p2pBytes, uploadedBytes }) => p2pBytes + uploadedBytes === 0)).toBe(
    true,
  );
  expect(figures.shareFromPeers).toBeGreaterThan(0.2);
  expect(figures.bestShare).toBeLessThan(1 - unreachable.length / viewers.length);
  expect(figures.shareOfBest).toBeLessThan(1);
});

test("viewers that speak 0.6 share with each other and with ours", async () => {
  const old = await simulate(few({ audience: { speaks06: 1 } }));
  const mixed = await simulate(few({ audience: { speaks06: 0.5 } }));
  for (const { figures } of [old, mixed]) {
    expect(figures.shareFromPeers).toBeGreaterThan(0.5);
    expect(figures.stalls).toBe(0);
  }
});

test("peers that announce everything and never answer stall nobody", async () => {
  const { figures, viewers } = await simulate(few({ viewers: 8, audience: { silent: 0.4 } }));
  expect(viewers.length).toBeLessThan(7);
  expect(figures.stalls).toBe(0);
  expect(figures.shareFromPeers).toBeGreaterThan(0.1);
});

test("wrong bytes reach players, unless the page validates segments", async () => {
  const scenario = few({ viewers: 8, audience: { corrupt: 0.3 } });
  const believed = await simulate(scenario);
  const validated = await simulate({ ...scenario, validates: true });
  expect(believed.figures.corruptSegments).toBeGreaterThan(0);
  expect(validated.figures.corruptSegments).toBe(0);
  expect(validated.figures.shareFromPeers).toBeGreaterThan(0.3);
});

test("where nobody knows how many viewers there are, each neighbourhood elects its own", async () => {
  const scenario = scenarioOf("live", { viewers: 20, seconds: 40 });
  const [together, apart] = [
    await simulate({ ...scenario, limits: { electedViewers: 0 } }),
    await simulate({ ...scenario, limits: { electedViewers: 0 }, tellsSwarmSize: false }),
  ];
  const elected = (figures: typeof together.figures): number =>
    figures.requests.reduce(
      (sum, { motive, count }) => sum + (motive === "elected" ? count : 0),
      0,
    );
  expect(elected(apart.figures)).toBeGreaterThan(elected(together.figures));
});

test("viewers of other renditions are no peers: each rendition takes at least one copy", async () => {
  const { figures, copies } = await simulate(few({ viewers: 8, renditions: [1, 0.5] }));
  expect(copies).toHaveLength(2 * 32);
  expect(figures.neighbours).toBeLessThan(7);
  expect(figures.shareFromPeers).toBeGreaterThan(0.4);
});
