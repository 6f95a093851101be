/** The connection to one host. Page. After `close`, its messages are ignored and its pending calls have rejected. */
import { expose, transfer, wrap } from "comlink";
import {
  createQueueSender,
  type Clock,
  type HostApi,
  type HostLoad,
  type LoadAnswer,
  type Limits,
  type PageApi,
} from "@swarmlane/contract";
import type { HostPlace, OpenPlace } from "./host-place.ts";
import { createLane, type HostNotice, type Lane } from "./lane.ts";
import { createPendingCalls } from "./pending-calls.ts";

/** The calls to a host. */
export interface HostCalls extends Omit<HostApi, "load"> {
  /** Takes the whole queue, and sends what has changed since the last one. */
  load(load: HostLoad): Promise<void>;
}

export interface HostLink {
  readonly kind: HostPlace["kind"];
  /** Under `limits.rpc`; the handshake of a worker under `limits.workerHandshake`. */
  readonly call: HostCalls;
  readonly post: Lane["post"];
  close(): void;
}

export interface HostLinkOptions {
  readonly clock: Clock;
  readonly limits: Limits;
  readonly pageApi: PageApi;
  readonly onNotice: (notice: HostNotice) => void;
  readonly onBroken: (reason: string) => void;
}

/** Throws if the host cannot be opened. */
export function openHostLink(open: OpenPlace, options: HostLinkOptions): HostLink {
  const { clock, limits, pageApi, onNotice, onBroken } = options;
  const place = open(onBroken);
  const lane = createLane(place.port, {
    onNotice,
    onUnreadable: () => onBroken("a message could not be deserialized"),
  });
  expose(pageApi, lane.callback);
  const remote = wrap<HostApi>(lane.control);
  const calls = createPendingCalls(clock);
  const sender = createQueueSender();
  let newest: HostLoad | undefined;
  const handshake = place.kind === "worker" ? limits.workerHandshake : limits.rpc;

  async function load(asked: HostLoad): Promise<void> {
    newest = asked;
    if ((await send(asked)) === "loaded") return;
    sender.forget();
    // What was provided has been transferred, and is lost: the host loads it like the rest.
    await send({ ...newest, provided: [] });
  }

  async function send({ queue, ...rest }: HostLoad): Promise<LoadAnswer> {
    const buffers = rest.provided?.map(({ data }) => data) ?? [];
    return await remote.load(transfer({ ...rest, change: sender.change(queue) }, buffers));
  }

  return {
    kind: place.kind,
    call: {
      start: (o) => calls.run("start", () => remote.start(o), handshake),
      load: (asked) => calls.run("load", () => load(asked), limits.rpc),
      configure: (change) => calls.run("configure", () => remote.configure(change), limits.rpc),
      getSegment: (id) => calls.run("getSegment", () => remote.getSegment(id), limits.rpc),
      resume: (reason) => calls.run("resume", () => remote.resume(reason), limits.rpc),
      ping: () => calls.run("ping", () => remote.ping(), limits.rpc),
      destroy: () => calls.run("destroy", () => remote.destroy(), limits.rpc),
    },
    post: (message, transfer) => lane.post(message, transfer),
    close() {
      calls.end();
      lane.close();
      place.end();
    },
  };
}
