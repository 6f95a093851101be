import { expect, test } from "vitest";
import { syntheticBytes } from "@swarmlane/testkit";
import { createBodyBuffer, type BodyBuffer } from "./body-buffer.ts";
import { createBodyReader } from "./read-body.ts";

const content = syntheticBytes("body", 1000);
const chunks = Array.from({ length: 10 }, (_, n) => content.slice(n * 100, (n + 1) * 100));

/** Lets the reader bring its own buffer. `rooms`: how large each was. */
function byteStream(rooms: number[] = []) {
  let next = 0;
  return new ReadableStream({
    type: "bytes",
    pull(controller) {
      const view = controller.byobRequest?.view;
      const chunk = chunks[next++];
      if (view === null || view === undefined) throw new Error("the reader brought no buffer");
      if (chunk === undefined) {
        controller.close();
        controller.byobRequest?.respond(0);
        return;
      }
      rooms.push(view.byteLength);
      new Uint8Array(view.buffer, view.byteOffset).set(chunk);
      controller.byobRequest?.respond(chunk.byteLength);
    },
  });
}

function chunkStream() {
  return new ReadableStream<Uint8Array<ArrayBuffer>>({
    start(controller) {
      for (const chunk of chunks) controller.enqueue(chunk.slice());
      controller.close();
    },
  });
}

const bodyOf = (sizeHint: number | undefined, limit = 1e6): BodyBuffer =>
  createBodyBuffer({ partial: undefined, sizeHint, limit });

async function readAll(stream: ReadableStream<Uint8Array<ArrayBuffer>>, body: BodyBuffer) {
  const read = createBodyReader(stream, body);
  const lengths: number[] = [];
  for (let bytes = await read(); bytes !== undefined; bytes = await read()) lengths.push(bytes);
  return lengths;
}

test.each([undefined, 500, 1000, 2000])(
  "byte streams and chunks give the same body, with a size hint of %s",
  async (sizeHint) => {
    for (const stream of [byteStream(), chunkStream()]) {
      const body = bodyOf(sizeHint);
      expect(await readAll(stream, body)).toEqual(chunks.map(({ byteLength }) => byteLength));
      expect(new Uint8Array(body.join())).toEqual(content);
    }
  },
);

test("a body of the size that was announced is written into one buffer, and never copied", async () => {
  const rooms: number[] = [];
  const body = bodyOf(content.byteLength);
  await readAll(byteStream(rooms), body);
  expect(rooms).toEqual(chunks.map((_, n) => content.byteLength - n * 100));
});

test.each<[string, () => ReadableStream<Uint8Array<ArrayBuffer>>]>([
  ["a byte stream", byteStream],
  ["chunks", chunkStream],
])("the limit stops %s", async (_, create) => {
  const body = bodyOf(200, 250);
  await expect(readAll(create(), body)).rejects.toMatchObject({ code: "HTTP_TOO_LARGE" });
});

test("what the network throws is an HTTP_ERROR", async () => {
  const broken = new ReadableStream<Uint8Array<ArrayBuffer>>({
    start: (controller) => controller.error(new TypeError("network error")),
  });
  const read = createBodyReader(broken, bodyOf(undefined));
  await expect(read()).rejects.toMatchObject({ code: "HTTP_ERROR", message: "network error" });
});
