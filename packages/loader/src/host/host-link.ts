/** One host and the way to it. Page. After `close` nothing of it is heard, and its pending calls have rejected. */
import { expose, wrap } from "comlink";
import type { Clock, HostApi, Limits, PageApi } from "@swarmlane/contract";
import type { HostPlace, OpenPlace } from "./host-place.ts";
import { createLane, type HostNotice, type Lane } from "./lane.ts";
import { createPendingCalls } from "./pending-calls.ts";

export interface HostLink {
  readonly kind: HostPlace["kind"];
  /** Under `limits.rpc`; the handshake of a worker under `limits.workerHandshake`. */
  readonly call: HostApi;
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

/** Throws when the place cannot be opened. */
export function openHostLink(open: OpenPlace, options: HostLinkOptions): HostLink {
  const { clock, limits, pageApi, onNotice, onBroken } = options;
  const place = open(onBroken);
  const lane = createLane(place.port, {
    onNotice,
    onUnreadable: () => onBroken("a message could not be read"),
  });
  expose(pageApi, lane.callback);
  const remote = wrap<HostApi>(lane.control);
  const calls = createPendingCalls(clock);
  const handshake = place.kind === "worker" ? limits.workerHandshake : limits.rpc;

  return {
    kind: place.kind,
    call: {
      start: (o) => calls.run("start", () => remote.start(o), handshake),
      load: (load) => calls.run("load", () => remote.load(load), limits.rpc),
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
