/**
 * The page's end of the lane, one MessagePort that keeps the order in both directions (contract/messages.ts). Page.
 * A message that cannot be handled is reported and does not affect later messages. After `close`, messages are ignored.
 */
import type { Endpoint } from "comlink";
import type { HostMessage, PageMessage } from "@swarmlane/contract";
import { reportException } from "../report-exception.ts";

/** The host's messages, without its Comlink traffic. */
export type HostNotice = Exclude<HostMessage, { type: "control" | "callback" }>;

export interface Lane {
  /** For `wrap`: the page calls the host. */
  readonly control: Endpoint;
  /** For `expose`: the host calls the page. */
  readonly callback: Endpoint;
  /** Throws `DataCloneError` if something cannot be transferred. */
  post(message: PageMessage, transfer?: Transferable[]): void;
  close(): void;
}

export interface LaneHandlers {
  onNotice(notice: HostNotice): void;
  /** A message arrived that this thread cannot deserialize. Its content is lost. */
  onUnreadable(): void;
}

/** Takes ownership of `port`. */
export function createLane(port: MessagePort, handlers: LaneHandlers): Lane {
  let isClosed = false;
  const post = (message: PageMessage, transfer: Transferable[] = []): void => {
    if (!isClosed) port.postMessage(message, transfer);
  };
  const control = createView((message, transfer) => post({ type: "control", message }, transfer));
  const callback = createView((message, transfer) => post({ type: "callback", message }, transfer));

  function receive(message: HostMessage): void {
    if (isClosed) return;
    if (message.type === "control") control.dispatch(message.message);
    else if (message.type === "callback") callback.dispatch(message.message);
    else handlers.onNotice(message);
  }

  port.onmessage = ({ data }: MessageEvent<readonly HostMessage[]>) => {
    for (const message of data) {
      try {
        receive(message);
      } catch (exception) {
        reportException(exception);
      }
    }
  };
  port.onmessageerror = () => handlers.onUnreadable();

  return {
    control: control.endpoint,
    callback: callback.endpoint,
    post,
    close() {
      isClosed = true;
      port.onmessage = null;
      port.onmessageerror = null;
      port.close();
    },
  };
}

interface View {
  readonly endpoint: Endpoint;
  dispatch(data: unknown): void;
}

/** A Comlink endpoint over one message type. */
function createView(post: (message: unknown, transfer?: Transferable[]) => void): View {
  const target = new EventTarget();
  return {
    endpoint: {
      postMessage: post,
      addEventListener: (type, listener) => target.addEventListener(type, listener),
      removeEventListener: (type, listener) => target.removeEventListener(type, listener),
    },
    dispatch: (data) => target.dispatchEvent(new MessageEvent("message", { data })),
  };
}
