/** An inspector of a page's loader: receives every batch over a BroadcastChannel and acknowledges it. Node. */
import type { Peer } from "./peer.ts";

declare global {
  interface Window {
    /** Number of messages received from the inspected loader. */
    inspected?: number;
  }
}

/** As in docs/inspection-format.md. The content of a batch is ignored, since that would be the reader's own cost. */
export async function attachReader({ page }: Peer): Promise<void> {
  await page.evaluate(() => {
    const channel = new BroadcastChannel("swarmlane-inspect");
    const say = (frame: object) =>
      channel.postMessage({ format: "swarmlane-inspect", version: 1, reader: "bench", ...frame });
    window.inspected = 0;
    /** The feed may have started earlier. It answers every hello, and sends a hello again when a reader attaches. */
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
