import {
  createManifestRegistry,
  hls,
  type ManifestRegistry,
  type RequestMatch,
} from "@swarmlane/manifest";
import type { PlayerStream } from "@swarmlane/player";
import { expect, test } from "vitest";
import { createRequestHook, tooOld } from "./request-hook.ts";
import { SegmentXhr } from "./segment-xhr.ts";
import { createFakeXhr, sendFake } from "./vhs.fake.ts";
import type { VhsRequest } from "./vhs-types.ts";

const base = "https://cdn.example/vod/";
const range = { Range: "bytes=0-99" };
const playlist = [
  ...["#EXTM3U", "#EXT-X-VERSION:7", "#EXT-X-TARGETDURATION:2", '#EXT-X-MAP:URI="init.mp4"'],
  ...["#EXTINF:2,", "a.m4s", "#EXTINF:2,", "#EXT-X-BYTERANGE:100@0", "b.mp4", "#EXT-X-ENDLIST", ""],
].join("\n");

test("a playlist that VHS has loaded goes to the registry before VHS sees it", () => {
  const { ask, registry } = start();
  const seen: number[] = [];
  const request = ask({ uri: `${base}media.m3u8`, requestType: "hls-playlist" });
  sendFake(request, (xhr) => {
    xhr.addEventListener("load", () => seen.push(registry().renditions.length));
    xhr.answer(200, playlist, playlist);
  });

  expect(seen).toEqual([1]);
});

test("a manifest whose request does not say what it is for comes from a version that is too old", () => {
  const { ask, warnings } = start(undefined, undefined, false, true);
  ask({ uri: `${base}media.m3u8` });
  ask({ uri: `${base}a.m4s` });

  expect(warnings).toEqual([tooOld]);
});

test("a playlist that was not found is nothing to read", () => {
  const { ask, registry } = start();
  const request = ask({ uri: `${base}media.m3u8`, requestType: "hls-playlist" });
  sendFake(request, (xhr) => xhr.answer(404, "Not here", "Not here"));

  expect(registry().manifestUrl).toBeUndefined();
});

test("what the page does before it sends a request is still done", () => {
  const { ask } = start();
  let sent = 0;
  const request = ask({
    ...{ uri: `${base}media.m3u8`, requestType: "hls-playlist" },
    beforeSend: () => (sent += 1),
  });
  sendFake(request, (xhr) => xhr.answer(200, playlist, playlist));

  expect(sent).toBe(1);
});

test.each([
  ["a whole file", { uri: `${base}a.m4s` }],
  ["with a query of the viewer's", { uri: `${base}a.m4s?CMCD=br%3D100` }],
  ["a byte range", { uri: `${base}b.mp4`, headers: { Range: "bytes=0-99" } }],
])("segments go through the stream: %s", (_what, request) => {
  const { ask } = start(playlist);
  const asked = ask({ ...request, requestType: "segment", timeout: 3000 });

  expect(asked.xhr).toBeInstanceOf(SegmentXhr);
  // Its own clock knows when it waits for peers.
  expect(asked.timeout).toBe(0);
});

test.each<[string, VhsRequest]>([
  ["an init segment", { uri: `${base}init.mp4`, requestType: "segment-media-initialization" }],
  ["a key", { uri: `${base}key`, requestType: "segment-key" }],
  ["content steering", { uri: `${base}steer`, requestType: "content-steering-manifest" }],
  ["a segment of no manifest", { uri: `${base}other.m4s`, requestType: "segment" }],
])("%s is the player's alone", (_what, request) => {
  const { ask } = start(playlist);

  expect(ask(request)).toBe(request);
});

test("a segment that VHS loads itself is handed over before VHS takes it", () => {
  const { ask, leaveAlone, adopted } = start(playlist);
  leaveAlone();
  const request = ask({ uri: `${base}b.mp4`, requestType: "segment", headers: range });
  const data = new ArrayBuffer(100);
  const seen: number[] = [];
  sendFake(request, (xhr) => {
    xhr.addEventListener("load", () => seen.push(adopted.length));
    xhr.answer(206, data, "");
  });
  expect(request.xhr).toBeUndefined();
  expect(seen).toEqual([1]);
  expect(adopted).toMatchObject([{ data, startTime: 12 }]);
});

test("a segment that VHS asks for in the page's own way is not handed over", () => {
  const { ask, leaveAlone, adopted } = start(playlist);
  leaveAlone();
  const headers = { ...range, Authorization: "Bearer x" };
  const request = ask({ uri: `${base}b.mp4`, requestType: "segment", headers });
  sendFake(request, (xhr) => xhr.answer(206, new ArrayBuffer(100), ""));
  expect(adopted).toEqual([]);
});

test("media that no manifest names is counted, and nothing else", () => {
  const { ask, unknown } = start(playlist);
  ask({ uri: `${base}other.m4s`, requestType: "segment" });
  ask({ uri: `${base}key`, requestType: "segment-key" });
  ask({ uri: `${base}a.m4s`, requestType: "segment" });

  expect(unknown).toEqual([`${base}other.m4s`]);
});

test("a hook that fails leaves the request to the player, with a note", () => {
  const { ask, fallbacks } = start(playlist, () => {
    throw new TypeError("a bug");
  });
  const request = { uri: `${base}a.m4s`, requestType: "segment" };

  expect(ask(request)).toBe(request);
  expect(fallbacks).toHaveLength(1);
});

test("requests with the site's own headers are the player's, unless the site set up the loader's", () => {
  const plain = start(playlist);
  const headers = { Authorization: "Bearer x", Range: "bytes=0-99" };
  const request = { uri: `${base}b.mp4`, requestType: "segment", headers };
  send(plain.ask(request));
  expect(plain.fallbacks).toEqual([
    'The page sends segment requests with the header "authorization", so these segments are loaded without peers. Set core.httpRequestSetup to share them.',
  ]);
  expect(plain.requested).toEqual([]);

  const setUp = start(playlist, undefined, true);
  send(setUp.ask(request));
  expect(setUp.requested).toEqual([`${base}b.mp4`]);
});

test("CMCD in headers makes a request no less plain", () => {
  const { ask, requested, fallbacks } = start(playlist);
  const headers = { "CMCD-Request": "mtp=100", Range: "bytes=0-99" };
  send(ask({ uri: `${base}b.mp4`, requestType: "segment", headers }));
  expect(fallbacks).toEqual([]);
  expect(requested).toEqual([`${base}b.mp4`]);
});

test("the stream hears the address as the site's hooks changed it, and where the segment begins", () => {
  const { ask, options } = start(playlist);
  send({ ...ask({ uri: `${base}a.m4s`, requestType: "segment" }), uri: `${base}a.m4s?token=1` });

  expect(options).toMatchObject([{ url: `${base}a.m4s?token=1`, startTime: 12 }]);
});

function send({ uri, headers = {}, xhr }: VhsRequest): void {
  const segment = xhr as SegmentXhr;
  segment.open("GET", uri);
  for (const [name, value] of Object.entries(headers)) segment.setRequestHeader(name, value);
  segment.send();
}

/** What a hook uses of a stream. */
type FakeStream = Pick<
  PlayerStream,
  "registry" | "addManifest" | "find" | "request" | "noteFallback" | "adopt"
> & {
  readonly statistics: { readonly peers: number };
  readonly canRequest: (match: RequestMatch) => boolean;
};

/** A hook over a real registry and a stream that only takes notes. */
function start(text?: string, broken?: () => never, hasRequestSetup = false, mayWarn = false) {
  const warnings: string[] = [];
  const registry: ManifestRegistry = createManifestRegistry({ formats: [hls] });
  if (text !== undefined) registry.addManifest({ url: `${base}media.m3u8`, body: text });
  const unknown: string[] = [];
  const fallbacks: string[] = [];
  const requested: string[] = [];
  const adopted: unknown[] = [];
  let isWilling = true;
  const options: unknown[] = [];
  const stream = {
    registry,
    statistics: { peers: 0 },
    addManifest: (response) => void registry.addManifest(response),
    find(request, isMedia) {
      broken?.();
      const match = registry.find(request);
      if (isMedia && match.type === "unknown") unknown.push(request.url);
      return match;
    },
    canRequest: (match) => isWilling && match.type === "segment",
    adopt: (_match, response) => void adopted.push(response),
    request(match, how) {
      requested.push(match.segment.url);
      options.push(how);
      return new Promise<never>(() => undefined);
    },
    noteFallback: (reason: string) => void fallbacks.push(reason),
  } satisfies FakeStream as unknown as PlayerStream;
  const hook = createRequestHook({
    stream,
    startTimeOf: () => 12,
    hasRequestSetup: () => hasRequestSetup,
    onManifest: () => undefined,
    warn: (message) => {
      if (!mayWarn) throw new Error(message);
      warnings.push(message);
    },
    createXhr: () => createFakeXhr() as unknown as XMLHttpRequest,
  });
  return {
    ...{ unknown, fallbacks, requested, options, adopted, warnings },
    leaveAlone: () => (isWilling = false),
    ask: (request: VhsRequest) => hook(request, request.uri),
    registry: () => registry,
  };
}
