import { createSimulatedClock } from "@swarmlane/testkit";
import { expect, test } from "vitest";
import { socketLink } from "./socket.link.ts";

/** A socket whose other end the test plays. */
function createScene() {
  const clock = createSimulatedClock();
  const sockets: (Partial<WebSocket> & { sent: string[]; bufferedAmount: number })[] = [];
  const heard: unknown[] = [];
  const createSocket = () => {
    const sent: string[] = [];
    const socket = {
      ...{ sent, bufferedAmount: 0, onopen: null, onclose: null, onmessage: null },
      readyState: 1 as const,
      send: (text: string) => void sent.push(text),
      close: () => undefined,
    };
    sockets.push(socket);
    return socket as unknown as WebSocket;
  };
  const link = socketLink("ws://127.0.0.1/k", { createSocket, clock })({
    onFrame: (frame) => void heard.push(frame),
    onOpen: () => void heard.push("open"),
  });
  const say = (data: unknown): void => {
    const socket = sockets.at(-1) as WebSocket;
    socket.onmessage?.({ data } as MessageEvent);
  };
  const drop = (): void => {
    const socket = sockets.at(-1) as WebSocket;
    socket.onclose?.({} as CloseEvent);
  };
  return { clock, sockets, heard, link, say, drop };
}

test.each([
  ["no JSON", "{"],
  ["bytes", new ArrayBuffer(8)],
  ["a text beyond the limit", `"${"x".repeat(9 * 1024 * 1024)}"`],
])("%s is nothing", (_, data) => {
  const { heard, say } = createScene();
  say(data);
  say('{"a":1}');
  expect(heard).toEqual([{ a: 1 }]);
});

test("a relay that takes nothing gets nothing more, and nothing is kept for it", () => {
  const { link, sockets } = createScene();
  const [socket] = sockets;
  link.send({ n: 1 });
  if (socket !== undefined) socket.bufferedAmount = 9 * 1024 * 1024;
  link.send({ n: 2 });
  expect(socket?.sent).toEqual(['{"n":1}']);
});

test("a lost connection is made again, less and less often, until the link is closed", async () => {
  const { clock, sockets, drop, link } = createScene();
  drop();
  await clock.advance(1000);
  expect(sockets).toHaveLength(2);
  drop();
  await clock.advance(1000);
  expect(sockets).toHaveLength(2);
  await clock.advance(1000);
  expect(sockets).toHaveLength(3);
  drop();
  link.close();
  await clock.advance(60_000);
  expect(sockets).toHaveLength(3);
});
