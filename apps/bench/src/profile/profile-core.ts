/** `npm run bench -- --profile ours`: profiles of p2p transfers, large segments and small ones. Node. */
import type { Core } from "../model/contender.ts";
import type { StageMaker } from "../stage/stage.ts";
import { profileTransfer } from "./profile-transfer.ts";

const transfers = [
  { count: 60, bytes: 1_000_000 },
  { count: 300, bytes: 100_000 },
];

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
