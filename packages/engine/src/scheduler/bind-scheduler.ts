/** Binds the effects of the scheduler machine: the store. */
import { fromPromise } from "xstate";
import type { GuardedStore } from "../storage/guarded-store.ts";
import type { Stored } from "./scheduler-context.ts";
import { schedulerMachine } from "./scheduler.machine.ts";
import type { CleanInput } from "./scheduler-setup.ts";

export function bindScheduler(store: GuardedStore): typeof schedulerMachine {
  return schedulerMachine.provide({
    actors: {
      listStored: fromPromise<Stored, { masterSwarmId: string }>(
        async ({ input: { masterSwarmId } }) => ({
          masterSwarmId,
          infos: await store.list(masterSwarmId),
        }),
      ),
      cleanStore: fromPromise<boolean, CleanInput>(({ input: { masterSwarmId, isLocked } }) =>
        store.clean(masterSwarmId, isLocked),
      ),
    },
  });
}
