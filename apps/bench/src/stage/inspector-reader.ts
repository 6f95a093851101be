/** Somebody who inspects a page's loader: takes every batch over a BroadcastChannel and answers it. Node. */
import type { Peer } from "./peer.ts";

declare global {
  interface Window {
    /** Messages of the inspected loader that came so far. */
    inspected?: number;
  }
}

/** As docs/inspection-format.md has it; what a batch says is not looked at, which would be the reader's own cost. */
export async function attachReader({ page }: Peer): Promise<void> {
  await page.evaluate(() => {
    const channel = new BroadcastChannel("swarmlane-inspect");
    const say = (frame: object) =>
      channel.postMessage({ format: "swarmlane-inspect", version: 1, reader: "bench", ...frame });
    window.inspected = 0;
    /** The feed may have been there before us, and greets whoever asks; it greets again when one attaches. */
    const attached = new Set<string>();
    channel.onmessage = ({ data }: MessageEvent<Frame>) => {
      if (data.type === "hello" && !attached.has(data.session.session)) {
        attached.add(data.session.session);
        say({ type: "attach", session: data.session.session });
      }
      if (data.type !== "batch") return;
      window.inspected = (window.inspected ?? 0) + data.messages.length;
      say({ type: "ack", session: data.session, batch: data.batch });
    };
    say({ type: "attach" });
  });
}

export async function countMessages({ page }: Peer): Promise<number> {
  return page.evaluate(() => window.inspected ?? 0);
}

type Frame =
  | { type: "hello"; session: { session: string } }
  | { type: "batch"; session: string; batch: number; messages: unknown[] }
  | { type: "bye" };
