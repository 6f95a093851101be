/** `npm run bench -- --profile ours`: profiles of transfers from the origin, and of large and small ones from a peer. Node. */
import type { Core } from "../model/contender.ts";
import type { StageMaker } from "../stage/stage.ts";
import { profileTransfer } from "./profile-transfer.ts";

const transfers = [
  { source: "origin", count: 200, bytes: 1_000_000 },
  { source: "peer", count: 60, bytes: 1_000_000 },
  { source: "peer", count: 300, bytes: 100_000 },
] as const;

/** Prints a summary of each, and writes the profiles into `folder`. */
export async function profileCore(stages: StageMaker, core: Core, folder: string): Promise<void> {
  for (const transfer of transfers) {
    const stage = await stages.create({ quick: false, progress: console.log });
    try {
      console.log(`${await profileTransfer(stage, { core, ...transfer, folder })}\n`);
    } finally {
      await stage.clear();
    }
  }
}
