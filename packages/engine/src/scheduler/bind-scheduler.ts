/** Binds the effects of the scheduler machine: the store. */
import { fromPromise } from "xstate";
import type { GuardedStore } from "../storage/guarded-store.ts";
import type { Stored } from "./scheduler-context.ts";
import { type CleanInput, type Dropped, schedulerMachine } from "./scheduler.machine.ts";

export function bindScheduler(store: GuardedStore): typeof schedulerMachine {
  return schedulerMachine.provide({
    actors: {
      listStored: fromPromise<Stored, { masterSwarmId: string }>(
        async ({ input: { masterSwarmId } }) => ({
          masterSwarmId,
          infos: await store.list(masterSwarmId),
        }),
      ),
      cleanStore: fromPromise<Dropped, CleanInput>(
        async ({ input: { masterSwarmId, isLocked } }) => ({
          masterSwarmId,
          ids: await store.clean(masterSwarmId, isLocked),
        }),
      ),
    },
  });
}
