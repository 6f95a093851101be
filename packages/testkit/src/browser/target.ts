/**
 * DevTools sessions of pages and workers that Playwright does not drive. Node; Chromium only.
 * They use the session that attached them, because Playwright does not route messages to targets that are not its own.
 */
import { EventEmitter } from "node:events";
import type { CDPSession } from "playwright-core";

/** A session of a browser, a page or a worker. */
export type DevTools = Pick<CDPSession, "send" | "on">;

interface Message {
  readonly id?: number;
  readonly result?: unknown;
  readonly error?: { readonly message: string };
  readonly method?: string;
  readonly params?: unknown;
}

export async function attachTarget(parent: DevTools, targetId: string): Promise<DevTools> {
  const { sessionId } = await parent.send("Target.attachToTarget", { targetId, flatten: false });
  return openSession(parent, sessionId);
}

/** Resolves to the workers that already run, by session. The map follows the page's workers, which do not wait for DevTools. */
export async function attachWorkers(page: DevTools): Promise<ReadonlyMap<string, DevTools>> {
  const workers = new Map<string, DevTools>();
  page.on("Target.attachedToTarget", ({ sessionId, targetInfo }) => {
    if (targetInfo.type === "worker") workers.set(sessionId, openSession(page, sessionId));
  });
  page.on("Target.detachedFromTarget", ({ sessionId }) => void workers.delete(sessionId));
  await page.send("Target.setAutoAttach", {
    autoAttach: true,
    waitForDebuggerOnStart: false,
    flatten: false,
  });
  return workers;
}

function openSession(parent: DevTools, sessionId: string): DevTools {
  const events = new EventEmitter();
  const waiting = new Map<number, (reply: Message) => void>();
  let lastId = 0;

  /** Ends the waiting for a target that no longer exists. */
  function end(): void {
    for (const settle of waiting.values()) settle({ error: { message: "the target is gone" } });
    events.emit("close");
  }
  parent.on("close", end);
  parent.on("Target.detachedFromTarget", ({ sessionId: gone }) => {
    if (gone === sessionId) end();
  });
  parent.on("Target.receivedMessageFromTarget", ({ sessionId: sender, message }) => {
    if (sender !== sessionId) return;
    const { id, method, params, ...reply } = JSON.parse(message) as Message;
    if (id !== undefined) waiting.get(id)?.(reply);
    if (method !== undefined) events.emit(method, params);
    if (method === "Inspector.targetCrashed") end();
  });

  async function send(method: string, params: object = {}): Promise<unknown> {
    const id = ++lastId;
    const settled = new Promise<Message>((resolve) => waiting.set(id, resolve));
    try {
      const message = JSON.stringify({ id, method, params });
      await parent.send("Target.sendMessageToTarget", { sessionId, message });
      const { result, error } = await settled;
      if (error !== undefined) throw new Error(`${method}: ${error.message}`);
      return result;
    } finally {
      waiting.delete(id);
    }
  }
  // The protocol's types belong to Playwright, which keeps their names to itself.
  return { send, on: events.on.bind(events) } as unknown as DevTools;
}
