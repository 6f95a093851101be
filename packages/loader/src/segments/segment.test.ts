import { describe, expect, it } from "vitest";
import { Segment } from "./segment.ts";

describe("Segment", () => {
  it("takes the documented form", () => {
    expect(new Segment("segment-1", "//url", undefined, 2)).toEqual({
      id: "segment-1",
      url: "//url",
      masterSwarmId: "",
      masterManifestUri: "",
      streamId: undefined,
      sequence: "segment-1",
      range: undefined,
      priority: 2,
    });
    expect(new Segment("a", "u", "bytes=0-9")).toMatchObject({ range: "bytes=0-9", priority: 0 });
  });

  it("takes the long form of 0.6.1", () => {
    const data = new ArrayBuffer(2);
    const segment = new Segment(
      "a",
      "u",
      "master",
      "m.m3u8",
      "V0",
      "17",
      "bytes=0-9",
      3,
      data,
      5,
      "r",
      "s",
    );
    expect(segment).toEqual({
      id: "a",
      url: "u",
      masterSwarmId: "master",
      masterManifestUri: "m.m3u8",
      streamId: "V0",
      sequence: "17",
      range: "bytes=0-9",
      priority: 3,
      data,
      downloadBandwidth: 5,
      downloadSpeed: 5,
      requestUrl: "r",
      responseUrl: "s",
    });
  });

  it("takes the long form without its optional end", () => {
    expect(new Segment("a", "u", "master", "m.m3u8", undefined, "17")).toMatchObject({
      streamId: undefined,
      sequence: "17",
      range: undefined,
      priority: 0,
    });
  });
});
