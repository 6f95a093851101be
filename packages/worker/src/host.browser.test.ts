import { afterEach, expect, test } from "vitest";
import {
  laneVersion,
  type ConnectionId,
  type HostInit,
  type PageMessage,
} from "@swarmlane/contract";
import { syntheticBytes } from "@swarmlane/testkit";
import { connectRtc, type RtcConnection } from "./channels/rtc-connection.fake.ts";
import { createFakePage, fakeHostOptions, type FakePage } from "./host.fake.ts";

const connectionId = 1 as ConnectionId;
const endings: (() => void)[] = [];
afterEach(() => {
  for (const end of endings.splice(0)) end();
});

async function startWorker(): Promise<FakePage> {
  const worker = new Worker(new URL("./echo.worker.fake.ts", import.meta.url), { type: "module" });
  endings.push(() => worker.terminate());
  const { port1, port2 } = new MessageChannel();
  const init: HostInit = { type: "p2pml/init", version: laneVersion };
  worker.postMessage(init, [port2]);
  const page = createFakePage(port1);
  await page.host.start(fakeHostOptions());
  return page;
}

/** `near` is given away at its creation. */
async function connect(give: (near: RTCDataChannel) => void): Promise<RtcConnection> {
  const connection = await connectRtc((channel, end) => {
    if (end === "near") give(channel);
  });
  endings.push(() => connection.close());
  return connection;
}

function nextFrame(channel: RTCDataChannel): Promise<Uint8Array> {
  channel.binaryType = "arraybuffer";
  return new Promise((resolve) => {
    channel.onmessage = ({ data }: MessageEvent<ArrayBuffer>) => resolve(new Uint8Array(data));
  });
}

function isOpen(channel: RTCDataChannel): Promise<void> {
  if (channel.readyState === "open") return Promise.resolve();
  return new Promise((resolve) => {
    channel.onopen = () => resolve();
  });
}

const frame = syntheticBytes("frame", 65_535);

test("a channel lives in the worker from its creation on; the page is told of its ends", async () => {
  const page = await startWorker();
  const { far } = await connect((near) => {
    const message: PageMessage = {
      type: "connection/opened",
      connectionId,
      initiator: true,
      channel: near,
    };
    page.post(message, [near]);
  });
  await isOpen(far);
  const echoed = nextFrame(far);
  far.send(frame);
  expect(await echoed).toEqual(frame);
  expect(page.received.filter(({ type }) => type === "channel/open")).toHaveLength(1);
  expect(page.received.some(({ type }) => type.startsWith("relay/"))).toBe(false);
  far.close();
  await expect.poll(() => page.received).toContainEqual({ type: "channel/closed", connectionId });
});

test("a channel that stays on the page is served by frames over the lane", async () => {
  const page = await startWorker();
  const { near, far } = await connect((channel) => (channel.binaryType = "arraybuffer"));
  near.onmessage = ({ data }: MessageEvent<ArrayBuffer>) =>
    page.post({ type: "relay/frame", connectionId, frame: data }, [data]);
  page.post({ type: "connection/opened", connectionId, initiator: true });
  await isOpen(far);
  const echoed = nextFrame(far);
  far.send(frame);
  await expect.poll(() => page.received.some(({ type }) => type === "relay/send")).toBe(true);
  for (const message of page.received) {
    if (message.type === "relay/send") near.send(message.frame);
  }
  expect(await echoed).toEqual(frame);
});

test("a host that is destroyed closes its channels", async () => {
  const page = await startWorker();
  const { far } = await connect((near) => {
    const message: PageMessage = {
      type: "connection/opened",
      connectionId,
      initiator: true,
      channel: near,
    };
    page.post(message, [near]);
  });
  await isOpen(far);
  await page.host.destroy();
  await expect.poll(() => far.readyState).toBe("closed");
});

test("a rejection that nobody handles reaches the page as the worker's error", async () => {
  const worker = new Worker(new URL("./echo.worker.fake.ts", import.meta.url), { type: "module" });
  endings.push(() => worker.terminate());
  const failure = new Promise<string>((resolve) => {
    worker.onerror = (event) => {
      event.preventDefault();
      resolve(event.message);
    };
  });
  worker.postMessage("reject");
  expect(await failure).toContain("nobody handles this");
});
