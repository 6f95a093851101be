/**
 * The host's end of the lane, one MessagePort that keeps the order in both directions (contract/messages.ts). Either thread.
 * Unknown data from the page is dropped. After `close`, nothing is sent.
 */
import type { Endpoint } from "comlink";
import { defaultLimits, type Clock, type HostMessage, type PageMessage } from "@swarmlane/contract";
import { createOutbox } from "./outbox.ts";

/** What the page says beside its Comlink traffic. */
export type PageNotice = Exclude<PageMessage, { type: "control" | "callback" }>;

export interface Lane {
  /** For `expose`: the page calls the host. A reply ends its batch. */
  readonly control: Endpoint;
  /** For `wrap`: the host calls the page. */
  readonly callback: Endpoint;
  post(message: HostMessage): void;
  close(): void;
}

export interface LaneHandlers {
  onNotice(notice: PageNotice): void;
  /** A message came that this thread cannot deserialize. */
  onUnreadable(): void;
}

/** Takes ownership of `port`. */
export function createLane(port: MessagePort, clock: Clock, handlers: LaneHandlers): Lane {
  let isClosed = false;
  const outbox = createOutbox({
    clock,
    patience: defaultLimits.byteCountInterval,
    post(batch, transfer) {
      if (!isClosed) port.postMessage(batch, transfer);
    },
  });
  const control = createView((message, transfer) => {
    outbox.end({ type: "control", message }, transfer);
  });
  const callback = createView((message, transfer) => {
    outbox.push({ type: "callback", message }, transfer);
  });

  port.addEventListener("message", ({ data }: MessageEvent<unknown>) => {
    if (isClosed || !isPageMessage(data)) return;
    if (data.type === "control") control.dispatch(data.message);
    else if (data.type === "callback") callback.dispatch(data.message);
    else handlers.onNotice(data);
  });
  port.addEventListener("messageerror", () => handlers.onUnreadable());
  port.start();

  return {
    control: control.endpoint,
    callback: callback.endpoint,
    post: (message) => outbox.push(message, transferOf(message)),
    close() {
      isClosed = true;
      port.close();
    },
  };
}

/** The payload of a message leaves this thread. */
function transferOf(message: HostMessage): Transferable[] {
  if (message.type === "segment/loaded") return [message.segment.data];
  return message.type === "relay/send" ? [message.frame] : [];
}

function isPageMessage(data: unknown): data is PageMessage {
  return isRecord(data) && "type" in data;
}

/** Comlink throws out of its listener when it cannot read the arguments. */
function isComlinkMessage(data: unknown): boolean {
  if (!isRecord(data)) return false;
  const { argumentList = [] } = data;
  return Array.isArray(argumentList) && argumentList.every(isRecord);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}

interface View {
  readonly endpoint: Endpoint;
  dispatch(data: unknown): void;
}

/** A Comlink endpoint over one message type. */
function createView(post: (message: unknown, transfer: Transferable[] | undefined) => void): View {
  const target = new EventTarget();
  return {
    endpoint: {
      postMessage: post,
      addEventListener: (type, listener) => target.addEventListener(type, listener),
      removeEventListener: (type, listener) => target.removeEventListener(type, listener),
    },
    dispatch(data) {
      if (isComlinkMessage(data)) target.dispatchEvent(new MessageEvent("message", { data }));
    },
  };
}
