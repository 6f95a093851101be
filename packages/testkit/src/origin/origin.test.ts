import { gunzipSync } from "node:zlib";
import { connect } from "node:net";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { startOrigin, type Origin } from "./origin.ts";
import { streams, streamsFolder } from "./streams.ts";
import { syntheticBytes } from "./synthetic-bytes.ts";

let origin: Origin;
beforeAll(async () => {
  origin = await startOrigin({ mounts: { "/streams": streamsFolder } });
});
beforeEach(() => {
  origin.log.clear();
  origin.faults.clear();
});
afterAll(() => origin.close());

const size = 1000;
const content = syntheticBytes("a", size);
const get = (query = "", headers: Record<string, string> = {}) =>
  fetch(`${origin.url}/bytes/a?size=${size}${query}`, { headers });
const body = async (response: Response) => new Uint8Array(await response.arrayBuffer());
const rangeHeader = { Range: "bytes=100-199" };

test("content depends on its name only, and a range is a part of it", async () => {
  expect(await body(await get())).toEqual(content);
  const part = await get("", rangeHeader);
  expect(part.status).toBe(206);
  expect(part.headers.get("content-range")).toBe("bytes 100-199/1000");
  expect(await body(part)).toEqual(content.subarray(100, 200));
});

test("serves the committed streams, and nothing else", async () => {
  const playlist = await fetch(origin.url + streams.hlsTs);
  expect(playlist.headers.get("content-type")).toBe("application/vnd.apple.mpegurl");
  expect(await playlist.text()).toContain("v1/media.m3u8");
  expect((await fetch(`${origin.url}/streams/..%2fmake-streams.sh`)).status).toBe(404);
  expect((await fetch(`${origin.url}/streams/hls-ts`)).status).toBe(404);
});

test("an answer is asked for each request, and comes before files and folders", async () => {
  let count = 0;
  origin.answers.set("/streams/hls-ts/", ({ pathname, search }) => {
    if (search === "?expired") return 403;
    return pathname.endsWith(".m3u8") ? `#EXTM3U ${count++}` : undefined;
  });
  const text = async () => (await fetch(origin.url + streams.hlsTs)).text();
  expect([await text(), await text()]).toEqual(["#EXTM3U 0", "#EXTM3U 1"]);
  const segment = `${origin.url}/streams/hls-ts/v0/segment-00.ts`;
  const statuses = [segment, `${segment}?expired`].map(async (url) => (await fetch(url)).status);
  expect(await Promise.all(statuses)).toEqual([200, 403]);
  origin.answers.clear();
});

test("a live session shows a window of the recording", async () => {
  const playlist = await fetch(`${origin.url}/live/s1/hls-ts/v0/media.m3u8`);
  const text = await playlist.text();
  expect(text).toContain("#EXT-X-MEDIA-SEQUENCE:0");
  expect(text).not.toContain("segment-31.ts");
  expect((await fetch(`${origin.url}/live/s1/hls-ts/v0/segment-00.ts`)).status).toBe(200);
});

test.each([
  ["status:404", 404],
  ["status:500", 500],
  ["no-content", 204],
])("%s", async (fault, status) => {
  expect((await get(`&fault=${fault}`)).status).toBe(status);
});

test("a burst fails so many times, then answers", async () => {
  const statuses = [];
  for (let n = 0; n < 3; n++) statuses.push((await get("&fault=burst:2")).status);
  expect(statuses).toEqual([503, 503, 200]);
});

test.each([
  ["ignore-range", 200, null, content],
  ["wrong-range", 206, "bytes 101-200/1000", content.subarray(101, 201)],
  ["unsatisfiable", 416, "bytes */1000", undefined],
])("a range under %s", async (fault, status, contentRange, bytes) => {
  const response = await get(`&fault=${fault}`, rangeHeader);
  expect(response.status).toBe(status);
  expect(response.headers.get("content-range")).toBe(contentRange);
  const received = await body(response);
  if (bytes !== undefined) expect(received).toEqual(bytes);
});

test.each(["truncate-length", "truncate-chunked", "reset", "reset-midway"])(
  "%s is an error to whoever reads the body",
  async (fault) => {
    await expect(get(`&fault=${fault}`).then(body)).rejects.toThrow();
  },
);

test("truncate-close looks complete, and is not", async () => {
  expect(await body(await get("&fault=truncate-close"))).toEqual(content.subarray(0, 500));
});

test("an empty body, a corrupt one, and a compressed one", async () => {
  expect(await body(await get("&fault=empty"))).toHaveLength(0);
  expect(await body(await get("&fault=corrupt"))).not.toEqual(content);
  const zipped = await rawBody("&fault=gzip");
  expect(new Uint8Array(gunzipSync(zipped))).toEqual(content);
});

test.each(["silence", "silence-midway", "trickle"])(
  "%s goes on until the client gives up",
  async (fault) => {
    const signal = AbortSignal.timeout(100);
    const url = `${origin.url}/bytes/a?size=${size}&fault=${fault}`;
    await expect(fetch(url, { signal }).then(body)).rejects.toThrow("timeout");
    await expect.poll(() => origin.log.requests[0]?.aborted).toBe(true);
    expect(origin.log.bytes()).toBeLessThan(size);
  },
);

test("delay and rate take the given time", async () => {
  const started = performance.now();
  expect(await body(await get("&fault=delay:100,rate:5000"))).toEqual(content);
  expect(performance.now() - started).toBeGreaterThan(250);
});

test("redirects lead to the same bytes, on this origin or another", async () => {
  const same = await get("&fault=redirect");
  expect(same.url).toBe(`${origin.url}/bytes/a?size=${size}`);
  const cross = await get("&fault=redirect-cross");
  expect(cross.url).toBe(`${origin.crossUrl}/bytes/a?size=${size}`);
  expect(await body(cross)).toEqual(content);
});

test("CORS headers can be absent, or hide headers from scripts", async () => {
  expect((await get()).headers.get("access-control-allow-origin")).toBe("*");
  expect((await get("&fault=no-cors")).headers.get("access-control-allow-origin")).toBeNull();
  const hidden = await get("&fault=hide-headers");
  expect(hidden.headers.get("access-control-expose-headers")).toBeNull();
});

test("a page asks for response headers and puts faults on paths", async () => {
  const page = await get("&header=Content-Security-Policy:worker-src 'none'");
  expect(page.headers.get("content-security-policy")).toBe("worker-src 'none'");
  await fetch(`${origin.url}/control/fault?path=/bytes/&fault=status:500&times=1`);
  expect([(await get()).status, (await get()).status]).toEqual([500, 200]);
});

test("counts requests and bytes, and a misspelt fault is an error", async () => {
  await body(await get());
  await body(await get("", rangeHeader));
  expect(origin.log.count("/bytes/")).toBe(2);
  expect(origin.log.bytes("/bytes/")).toBe(1100);
  expect((await get("&fault=sttus:404")).status).toBe(400);
});

/** The bytes on the wire, which `fetch` would decompress. */
function rawBody(query: string): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    const socket = connect(Number(new URL(origin.url).port), "127.0.0.1");
    socket.on("data", (chunk) => chunks.push(chunk));
    socket.on("error", reject);
    socket.on("end", () => {
      const all = Buffer.concat(chunks);
      resolve(all.subarray(all.indexOf("\r\n\r\n") + 4));
    });
    const path = `/bytes/a?size=${size}${query}`;
    socket.end(`GET ${path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`);
  });
}
