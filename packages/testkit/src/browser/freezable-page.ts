/**
 * A page that can be frozen. Node. Playwright keeps its own pages focused, and a focused page never freezes: this
 * one lives in a context that Playwright does not know, and is spoken to in the DevTools protocol alone.
 */
import type { Browser, CDPSession } from "playwright-core";

export interface FreezablePage {
  /** The value of an expression, a promise's included; throws what the page throws. */
  evaluate(expression: string): Promise<unknown>;
  /** As a browser does with a tab in the background: timers, tasks and workers stop. */
  freeze(): Promise<void>;
  /** Tasks run again; the page stays hidden. */
  resume(): Promise<void>;
  /** Uncaught errors and unhandled rejections of the page itself. */
  readonly problems: readonly string[];
  close(): Promise<void>;
}

export async function openFreezablePage(browser: Browser, url: string): Promise<FreezablePage> {
  const session = await browser.newBrowserCDPSession();
  const { browserContextId } = await session.send("Target.createBrowserContext", {
    disposeOnDetach: true,
  });
  const { targetId } = await session.send("Target.createTarget", {
    url: "about:blank",
    browserContextId,
  });
  const target = await attach(session, targetId);

  const problems: string[] = [];
  target.onException((text) => problems.push(text));
  await target.send("Runtime.enable");
  await target.send("Page.enable");
  const loaded = target.loaded();
  await target.send("Page.navigate", { url });
  await loaded;

  return {
    evaluate: async (expression) => {
      const result = await target.send("Runtime.evaluate", {
        expression,
        returnByValue: true,
        awaitPromise: true,
      });
      if (result.exceptionDetails !== undefined) throw new Error(describe(result.exceptionDetails));
      return result.result?.value;
    },
    freeze: async () => {
      await target.send("Page.setWebLifecycleState", { state: "frozen" });
    },
    resume: async () => {
      await target.send("Page.setWebLifecycleState", { state: "active" });
    },
    problems,
    close: () => session.detach(),
  };
}

interface ExceptionDetails {
  readonly text: string;
  readonly exception?: { readonly description?: string };
}

/** What this file reads of the protocol's replies and events. */
interface Incoming {
  readonly id?: number;
  readonly method?: string;
  readonly params?: { readonly exceptionDetails?: ExceptionDetails };
  readonly error?: { readonly message: string };
  readonly result?: Reply;
}

interface Reply {
  readonly result?: { readonly value?: unknown };
  readonly exceptionDetails?: ExceptionDetails;
}

interface Target {
  send(method: string, params?: object): Promise<Reply>;
  onException(listener: (text: string) => void): void;
  loaded(): Promise<void>;
}

/** A session inside the browser's session: Playwright routes no messages to targets that are not its own. */
async function attach(session: CDPSession, targetId: string): Promise<Target> {
  const { sessionId } = await session.send("Target.attachToTarget", { targetId, flatten: false });
  const pending = new Map<number, (reply: Incoming) => void>();
  const listeners = new Set<(event: Incoming) => void>();
  session.on("Target.receivedMessageFromTarget", (event) => {
    if (event.sessionId !== sessionId) return;
    const message = JSON.parse(event.message) as Incoming;
    if (message.id === undefined) for (const listener of listeners) listener(message);
    else pending.get(message.id)?.(message);
  });
  let lastId = 0;
  return {
    send: async (method, params = {}) => {
      const id = ++lastId;
      const reply = new Promise<Incoming>((resolve) => pending.set(id, resolve));
      const message = JSON.stringify({ id, method, params });
      await session.send("Target.sendMessageToTarget", { sessionId, message });
      const { error, result } = await reply;
      pending.delete(id);
      if (error !== undefined) throw new Error(`${method}: ${error.message}`);
      return result ?? {};
    },
    onException: (listener) => {
      listeners.add(({ method, params }) => {
        const details = params?.exceptionDetails;
        if (method === "Runtime.exceptionThrown" && details !== undefined)
          listener(describe(details));
      });
    },
    loaded: () =>
      new Promise((resolve) => {
        listeners.add(({ method }) => {
          if (method === "Page.loadEventFired") resolve();
        });
      }),
  };
}

function describe({ text, exception }: ExceptionDetails): string {
  return exception?.description ?? text;
}
