import { expect, inject, test } from "vitest";
import { sha256, syntheticBytes } from "../origin/synthetic-bytes.ts";

test("a page gets the bytes that it can compute itself", async () => {
  const response = await fetch(`${inject("originUrl")}/bytes/segment-1?size=5000`, {
    headers: { Range: "bytes=1000-1999" },
  });
  expect(response.status).toBe(206);
  expect(response.headers.get("Content-Range")).toBe("bytes 1000-1999/5000");
  const expected = syntheticBytes("segment-1", 5000).slice(1000, 2000);
  expect(await sha256(await response.arrayBuffer())).toBe(await sha256(expected));
});

test("two connections of one page reach each other", async () => {
  const [left, right] = [new RTCPeerConnection(), new RTCPeerConnection()];
  left.onicecandidate = ({ candidate }) => void right.addIceCandidate(candidate ?? undefined);
  right.onicecandidate = ({ candidate }) => void left.addIceCandidate(candidate ?? undefined);
  const channel = left.createDataChannel("test");
  await left.setLocalDescription();
  await right.setRemoteDescription(left.localDescription ?? { type: "offer" });
  await right.setLocalDescription();
  await left.setRemoteDescription(right.localDescription ?? { type: "answer" });
  const received = new Promise<unknown>((resolve) => {
    right.ondatachannel = (event) => {
      event.channel.onmessage = ({ data }) => resolve(data);
    };
  });
  channel.onopen = () => channel.send("hello");
  expect(await received).toBe("hello");
  left.close();
  right.close();
});

test("a page reaches the tracker, which answers an announce", async () => {
  const socket = new WebSocket(inject("trackerUrl"));
  const answer = new Promise<string>((resolve, reject) => {
    socket.onmessage = ({ data }) => resolve(data as string);
    socket.onerror = () => reject(new Error("no tracker"));
  });
  socket.onopen = () => {
    const announce = { action: "announce", info_hash: "h".repeat(20), peer_id: "p".repeat(20) };
    socket.send(JSON.stringify({ ...announce, event: "started", numwant: 1, offers: [] }));
  };
  expect(JSON.parse(await answer)).toMatchObject({ action: "announce", incomplete: 1 });
  socket.close();
});

test("the address selects the script of an evil tracker", async () => {
  const socket = new WebSocket(`${inject("evilTrackerUrl")}/null`);
  const frames: unknown[] = [];
  const four = new Promise<void>((resolve) => {
    socket.onmessage = ({ data }) => {
      if (frames.push(data) === 4) resolve();
    };
  });
  socket.onopen = () => socket.send(JSON.stringify({ action: "announce" }));
  await four;
  expect(frames).toEqual(["null", "42", '"x"', "[]"]);
  socket.close();
});
