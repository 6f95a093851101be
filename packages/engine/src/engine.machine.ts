/**
 * The root actor: the scheduler and the swarm side by side. Either thread. If one of them fails, the other goes on: the
 * failure becomes a warning, and without a swarm segments come over HTTP.
 */
import { toErrorInfo, type EngineEvent, type ErrorInfo } from "@swarmlane/contract";
import { sendTo, setup } from "xstate";
import type { SchedulerInput } from "./scheduler/scheduler-context.ts";
import { schedulerMachine } from "./scheduler/scheduler.machine.ts";
import { type SwarmInput, swarmMachine } from "./swarm/index.ts";

interface EngineInput {
  readonly scheduler: SchedulerInput;
  readonly swarm: SwarmInput;
  readonly emit: (event: EngineEvent) => void;
}

export const engineMachine = setup({
  types: {
    context: {} as EngineInput,
    input: {} as EngineInput,
    children: {} as { scheduler: "scheduler"; swarm: "swarm" },
  },
  actors: { scheduler: schedulerMachine, swarm: swarmMachine },
  actions: {
    warn: ({ context }, { thrown }: { thrown: unknown }) =>
      context.emit({ type: "warning", error: toErrorInfo(thrown) }),
    /** The actor that broke down can no longer close them itself. */
    closeConnections: ({ context }) => {
      const error: ErrorInfo = { code: "P2P_CLOSED", message: "the swarm's actor broke down" };
      for (const peerId of context.swarm.links.closeAll(error))
        context.emit({ type: "peer/closed", peerId });
    },
    tellSwarmGone: sendTo("scheduler", { type: "swarm.gone" }),
  },
}).createMachine({
  id: "engine",
  context: ({ input }) => input,
  type: "parallel",
  states: {
    swarm: {
      initial: "running",
      states: {
        running: {
          invoke: {
            id: "swarm",
            src: "swarm",
            input: ({ context }) => context.swarm,
            onError: {
              target: "gone",
              actions: [
                { type: "warn", params: ({ event }) => ({ thrown: event.error }) },
                "closeConnections",
                "tellSwarmGone",
              ],
            },
          },
        },
        gone: {},
      },
    },
    scheduler: {
      initial: "running",
      states: {
        running: {
          invoke: {
            id: "scheduler",
            src: "scheduler",
            input: ({ context }) => context.scheduler,
            onError: {
              target: "gone",
              actions: { type: "warn", params: ({ event }) => ({ thrown: event.error }) },
            },
          },
        },
        gone: {},
      },
    },
  },
});
