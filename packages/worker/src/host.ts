/**
 * Answers the page's calls with one session. Either thread.
 * Nothing happens before `start`, which takes effect at once, so that the engine exists before the next message on the lane.
 */
import { expose, wrap } from "comlink";
import {
  createQueueReceiver,
  LoaderError,
  type HostApi,
  type HostMessage,
  type LoadedSegment,
  type PageApi,
} from "@swarmlane/contract";
import type { CreateEngine } from "@swarmlane/engine";
import { withDataCopied } from "./data-transfer.ts";
import { createLane, type PageNotice } from "./lane.ts";
import { createPlatform, type Platform } from "./platform.ts";
import { createHostSession, type HostSession } from "./session.ts";

export interface HostParts {
  readonly createEngine: CreateEngine;
  readonly platform?: Platform;
}

/** Takes ownership of `port`, and closes it after `HostApi.destroy`. */
export function createHost(port: MessagePort, parts: HostParts): void {
  const { createEngine, platform = createPlatform() } = parts;
  let session: HostSession | undefined;
  const lane = createLane(port, platform.clock, {
    onNotice: (notice) => {
      if (session === undefined) refuse(notice);
      else session.receive(notice);
    },
    onUnreadable: () => {
      const message = "a message from the page could not be deserialized";
      post({ type: "warning", error: { code: "INTERNAL", message } });
    },
  });
  const post = (message: HostMessage): void => lane.post(message);
  const page = wrap<PageApi>(lane.callback);
  const queues = createQueueReceiver();

  /** Runs at once. An exception becomes a rejection. */
  async function ask<T>(work: (session: HostSession) => T | Promise<T>): Promise<T> {
    if (session === undefined) throw new LoaderError("INTERNAL", "the host has not been started");
    return await work(session);
  }

  const api: HostApi = {
    async start(options) {
      if (session !== undefined)
        throw new LoaderError("INTERNAL", "the host has already been started");
      session = createHostSession(options, { createEngine, platform, page, post });
      return Promise.resolve();
    },
    load: ({ change, ...load }) =>
      ask(async ({ engine }) => {
        const queue = queues.apply(change);
        if (queue === undefined) return "unknown base";
        await engine.load({ ...load, queue });
        return "loaded";
      }),
    configure: (settings) => ask(({ engine }) => engine.configure(settings)),
    getSegment: (id) => ask(async ({ engine }) => copyOf(await engine.getSegment(id))),
    resume: (reason) => ask(({ engine }) => engine.resume(reason)),
    ping: () => Promise.resolve(),
    async destroy() {
      const former = session;
      session = undefined;
      try {
        await former?.destroy();
      } finally {
        // the reply leaves in the microtasks before
        platform.clock.setTimeout(() => lane.close(), 0);
      }
    },
  };
  expose(api, lane.control);
}

function copyOf(segment: LoadedSegment | undefined): LoadedSegment | undefined {
  return segment === undefined ? undefined : withDataCopied(segment);
}

/** Before `start` and after `destroy`, a channel has no listener and must not stay open. */
function refuse(notice: PageNotice): void {
  if (notice.type === "connection/opened" && notice.channel !== undefined) {
    (notice.channel as RTCDataChannel).close();
  }
}
