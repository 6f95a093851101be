/**
 * Turns inspection on: asks the host to load the feed (packages/inspection) and to connect it to the engine. Page.
 * While it is off, it only checks the page's address once. Each new host of an inspected loader is asked again.
 */
import {
  LoaderError,
  toErrorInfo,
  type ErrorInfo,
  type HostOptions,
  type InspectRequest,
  type PageMessage,
} from "@swarmlane/contract";
import type { HybridLoaderSettings } from "../settings/settings.ts";
import type { InspectOptions } from "./inspect-options.ts";

export interface Inspection {
  /** Of a host that starts: it remembers what happens until the feed is there, for which it is asked right behind. */
  brief(options: HostOptions): HostOptions;
  /** A further call adds a reader for `port`. Returns a function that turns inspection off. */
  start(options?: InspectOptions): () => void;
  /** Events that only the page knows. */
  warned(error: ErrorInfo): void;
}

export interface InspectionContext {
  /** Live. */
  readonly settings: HybridLoaderSettings;
  readonly feedUrl: (given: string | undefined) => Promise<string>;
  /** The page's address, for display. */
  readonly title: () => string;
  readonly post: (message: PageMessage, transfer?: Transferable[]) => void;
  readonly warn: (error: LoaderError) => void;
}

export function createInspection(context: InspectionContext): Inspection {
  const { settings, feedUrl, post, warn } = context;
  let request: Promise<InspectRequest> | undefined;
  let isBriefed = false;
  /** Readers that wait for a host. */
  let ports: MessagePort[] = [];

  function ask(port?: MessagePort): void {
    const asked = request;
    asked?.then(
      (known) => {
        if (request !== asked) return;
        post({ type: "inspect/start", request: known, port }, port && [port]);
      },
      (thrown: unknown) => {
        if (request !== asked) return;
        stop();
        warn(new LoaderError("INSPECT_FAILED", toErrorInfo(thrown).message));
      },
    );
  }

  async function describe({ feedUrl: url, redact = "tokens", relay }: InspectOptions) {
    const plain = Object.entries(settings).map(([name, value]: [string, unknown]) => [
      name,
      typeof value === "function" || (typeof value === "object" && !Array.isArray(value))
        ? true
        : value,
    ]);
    return {
      feedUrl: await feedUrl(url),
      title: context.title(),
      redact,
      relay,
      settings: Object.fromEntries(plain) as Record<string, unknown>,
    };
  }

  function start(options: InspectOptions = {}): () => void {
    const { port } = options;
    request ??= describe(options);
    if (isBriefed || !port) ask(port);
    else ports.push(port);
    return stop;
  }

  function stop(): void {
    request = undefined;
    post({ type: "inspect/stop" });
  }

  const { inspect = isInAddress() } = settings;
  if (inspect !== false) start(inspect === true ? {} : inspect);

  return {
    brief(options) {
      isBriefed = true;
      if (request === undefined) return options;
      // After the calls that follow this one in the task.
      ask();
      ports.forEach(ask);
      ports = [];
      return { ...options, inspect: true };
    },
    start,
    warned(error) {
      if (request !== undefined) post({ type: "inspect/warning", error });
    },
  };
}

/** Of the page: it may ask for itself, and be heard on its own origin only. */
function isInAddress(): boolean {
  return "location" in globalThis && /[?&]p2pml-inspect\b/.test(location.search);
}
