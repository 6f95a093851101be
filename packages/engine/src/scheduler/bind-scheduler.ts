/** Binds the effects of the scheduler machine: the store, and the segments' own effects. */
import { fromPromise } from "xstate";
import { bindSegmentMachine, type SegmentPorts } from "../segment/bind-segment.ts";
import type { Stored } from "./scheduler-context.ts";
import { schedulerMachine } from "./scheduler.machine.ts";
import type { CleanInput } from "./scheduler-setup.ts";

export function bindScheduler(ports: SegmentPorts): typeof schedulerMachine {
  const { store } = ports;
  return schedulerMachine.provide({
    actors: {
      segment: bindSegmentMachine(ports),
      listStored: fromPromise<Stored, { masterSwarmId: string }>(
        async ({ input: { masterSwarmId } }) => ({
          masterSwarmId,
          infos: await store.list(masterSwarmId),
        }),
      ),
      cleanStore: fromPromise<boolean, CleanInput>(({ input: { masterSwarmId, locked } }) =>
        store.clean(masterSwarmId, (id) => locked.has(id)),
      ),
    },
  });
}
