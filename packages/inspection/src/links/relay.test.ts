import { spawn, type ChildProcess } from "node:child_process";
import { afterAll, beforeAll, expect, test } from "vitest";
import { WebSocket as NodeSocket } from "ws";
import type { FeedLink } from "./link.ts";
import { socketLink } from "./socket.link.ts";

let relay: ChildProcess;
let url = "";

beforeAll(async () => {
  const script = new URL("../../../../scripts/inspect.mjs", import.meta.url).pathname;
  relay = spawn(process.execPath, [script, "--port", "0"], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  let said = "";
  for await (const text of relay.stdout ?? []) {
    said += String(text);
    url = /ws:\/\/\S+/.exec(said)?.[0] ?? "";
    if (url !== "") break;
  }
});

afterAll(() => relay.kill());

const createSocket = (address: string) => new NodeSocket(address) as unknown as WebSocket;

function join(address: string): Promise<{ link: FeedLink; heard: unknown[] }> {
  const heard: unknown[] = [];
  return new Promise((resolve) => {
    const link = socketLink(address, { createSocket })({
      onFrame: (frame) => void heard.push(frame),
      onOpen: () => resolve({ link, heard }),
    });
  });
}

test("the relay passes frames on to everybody else", async () => {
  const [a, b, c] = await Promise.all([join(url), join(url), join(url)]);
  a.link.send({ hello: 1 });
  b.link.send({ hello: 2 });
  await expect.poll(() => c.heard).toHaveLength(2);
  expect(a.heard).toEqual([{ hello: 2 }]);
  expect(b.heard).toEqual([{ hello: 1 }]);
  for (const { link } of [a, b, c]) link.close();
});

test("who does not know the key stays outside", async () => {
  const stranger = new NodeSocket(url.replace(/[^/]+$/, "guess"));
  const refusal = await new Promise<Error>((resolve) => stranger.once("error", resolve));
  expect(refusal.message).toContain("404");
});

test("invalid data from one client does not affect others", async () => {
  const other = await join(url);
  const raw = new NodeSocket(url);
  await new Promise((resolve) => raw.once("open", resolve));
  raw.send("{ no json");
  raw.send(new Uint8Array(10));
  raw.send('{"good":1}');
  await expect.poll(() => other.heard).toEqual([{ good: 1 }]);
  raw.close();
  other.link.close();
});
