/** The same viewer where the page is not what we would like: no worker, no channel transfer, a busy main thread. */
import { afterAll, beforeAll, describe, test } from "vitest";
import { streams } from "@swarmlane/testkit/node";
import { startHarness, type Harness, type ViewerSetup } from "./harness/harness.ts";
import {
  expectMostFrom,
  expectNoStall,
  expectOriginBytes,
  playTogether,
} from "./harness/journey.ts";

let harness: Harness;
beforeAll(async () => {
  harness = await startHarness();
});
afterAll(() => harness.close());

async function joins(name: string, changed: Partial<ViewerSetup>): Promise<void> {
  const setup = { player: "hlsjs", core: "ours", stream: streams.hlsTs, swarmId: name } as const;
  const { first, second } = await playTogether(harness, setup, { ...setup, ...changed });
  expectNoStall(second);
  expectMostFrom(second, [first]);
  await expectOriginBytes(second);
}

describe.concurrent("a second viewer plays without a stall, mostly from the first", () => {
  test("without a worker", () => joins("no worker", { loader: { worker: false } }));
  test("without channel transfer", () => joins("relay", { loader: { transferChannels: false } }));
});

// alone, because it takes a whole core
test("a second viewer plays without a stall, mostly from the first, with its main thread blocked 200 ms of every 210", () =>
  joins("blocked", { block: { busy: 200, every: 210 } }));
