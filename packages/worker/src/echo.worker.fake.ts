/** A worker whose engine sends every frame back; on "reject" it leaves a rejection unhandled. Module worker, for tests of the host on a thread of its own. */
import type { HostInit, PeerChannel } from "@swarmlane/contract";
import { createFakeEngine } from "./host.fake.ts";
import { createHost } from "./host.ts";
import { reportRejections } from "./report-rejections.ts";

const echo = (channel: PeerChannel): void => {
  channel.listen({
    onFrame: (frame) => void channel.send(frame),
    onBufferedLow: () => undefined,
    onClose: () => undefined,
  });
};

const { create } = createFakeEngine({
  connectionOpened: (_connectionId, _initiator, channel) => echo(channel),
});

reportRejections();
addEventListener("message", ({ data, ports: [port] }: MessageEvent<HostInit | "reject">) => {
  if (data === "reject") void Promise.reject(new Error("nobody handles this"));
  if (port !== undefined) createHost(port, { createEngine: create });
});
