/**
 * One segment of the queue, from wanted to stored. Either thread. One attempt at a time, named by a token;
 * what arrives with another token is dropped and its bytes released. No payload in the context: handles only.
 * Effects (`httpAttempt`, `validation`, `storing`) are bound with `.provide()`; unbound, they throw.
 */
import { asEvent, asOutput } from "../as-event.ts";
import {
  asRejection,
  asThrown,
  asTold,
  because,
  enter,
  failWith,
  segmentSetup,
} from "./segment-setup.ts";
import * as read from "./segment-inputs.ts";
import { initialContext } from "./segment-steps.ts";

export const segmentMachine = segmentSetup.createMachine({
  id: "segment",
  context: ({ input }) => initialContext(input),
  initial: "queued",
  on: {
    update: { actions: asEvent("describe") },
    abort: { target: ".aborted", actions: asTold },
    "download.done": { actions: "releaseLate" },
    // The answer to a cancel brings what had arrived; it still has the attempt's token.
    "download.failed": [
      { guard: "isCurrent", actions: asEvent("keepPartial") },
      { actions: "releaseLate" },
    ],
  },
  states: {
    queued: {
      entry: ["releaseDownload", enter("queued")],
      always: { guard: "isCoolingDown", target: "failed", actions: because("still cooling down") },
      on: {
        "start.http": { target: "http", actions: [asEvent("begin"), asTold] },
        "start.p2p": { target: "p2p", actions: [asEvent("begin"), asTold] },
        found: { target: "cached", actions: asTold },
      },
    },

    http: {
      entry: enter("http"),
      invoke: {
        src: "httpAttempt",
        input: ({ context, self }) => read.httpInput(context, self),
        onDone: {
          target: "validating",
          actions: [asOutput("receiveHttp"), because("arrived from the origin")],
        },
        onError: [
          {
            guard: asEvent("isFirstMiss"),
            target: "failed",
            actions: "miss",
          },
          { target: "failed", actions: asThrown },
        ],
      },
      on: {
        "http.progress": { guard: "isCurrent", actions: asEvent("countBytes") },
        cancel: { target: "queued", actions: asTold },
        "give.up": { target: "failed", actions: failWith(read.tooSlow) },
      },
    },

    p2p: {
      entry: [enter("p2p"), "askPeer"],
      on: {
        "download.started": { guard: "isCurrent", actions: asEvent("noteHeader") },
        "download.progress": { guard: "isCurrent", actions: asEvent("countBytes") },
        "download.done": {
          guard: "isCurrent",
          target: "validating",
          actions: [asEvent("receiveP2p"), because("arrived from a peer")],
        },
        "download.failed": {
          guard: "isCurrent",
          target: "queued",
          actions: [asEvent("keepPartial"), asEvent("noteRefusal")],
        },
        cancel: { target: "queued", actions: [asEvent("cancelDownload"), asTold] },
        abort: { target: "aborted", actions: [asEvent("cancelDownload"), asTold] },
      },
    },

    validating: {
      entry: enter("validating"),
      initial: "arrived",
      states: {
        arrived: {
          always: [{ guard: "isUnchecked", target: "storing" }, { target: "checking" }],
        },
        checking: {
          invoke: {
            src: "validation",
            input: ({ context }) => read.validationInput(context),
            onDone: [
              {
                guard: asOutput("isValid"),
                target: "storing",
                actions: asOutput("settleSuspicion"),
              },
              {
                guard: asOutput("isRejectedFromPeer"),
                target: "#segment.queued",
                actions: [
                  asRejection("tellError"),
                  asRejection("disconnectPeer"),
                  asRejection("suspectSources"),
                ],
              },
              {
                guard: asOutput("isRejectedSplice"),
                target: "#segment.queued",
                actions: [
                  asRejection("suspectSources"),
                  because("put together from several sources, and rejected"),
                ],
              },
              {
                target: "#segment.failed",
                actions: [asRejection("tellError"), asRejection("noteFailure")],
              },
            ],
            onError: { target: "#segment.failed", actions: asThrown },
          },
        },
        // Still loading, as the policy sees it: what is being stored is not loaded again (B16).
        storing: {
          invoke: {
            src: "storing",
            input: ({ context }) => read.storingInput(context),
            onDone: {
              target: "#segment.cached",
              actions: [asOutput("deliver"), because("stored and delivered")],
            },
            onError: { target: "#segment.failed", actions: asThrown },
          },
        },
      },
    },

    cached: {
      entry: [
        "forgetAttempt",
        "forgetTroubles",
        "releaseDownload",
        "releasePartial",
        enter("cached"),
      ],
      on: {
        lost: { target: "queued", actions: asTold },
      },
    },

    failed: {
      entry: ["releaseDownload", enter("failed")],
      after: {
        retryBackoff: { target: "queued", actions: ["endCoolDown", because("cooled down")] },
      },
      on: {
        "start.p2p": { target: "p2p", actions: [asEvent("begin"), asTold] },
        retry: { guard: "mayRetry", target: "queued", actions: ["retryNow", asTold] },
        found: { target: "cached", actions: asTold },
      },
    },

    aborted: {
      entry: ["forgetAttempt", "releaseDownload", "releasePartial", enter("aborted")],
      on: { abort: {} },
    },
  },
});
