import { describe, expect, test } from "vitest";
import type { ViewerReport } from "../page/viewer-page.ts";
import {
  audienceFigures,
  describeProgress,
  describeReasons,
  describeRepeated,
} from "./audience.ts";

const viewer = (changes: Partial<ViewerReport>): ViewerReport => ({
  ...{ startUp: 500, position: 10, ended: true, stalls: [], played: ["a.ts", "b.ts"] },
  ...{ bytes: { http: 0, p2p: 0 }, notes: [], errors: [] },
  ...changes,
});

const request = (name: string, bytes = 100) => ({ path: `/streams/v0/${name}`, bytes });

describe("an audience", () => {
  test("copies are the bytes that the origin sent, whole or not, divided by what a viewer played", () => {
    const requests = [request("a.ts", 300), request("a.ts", 150), request("b.ts", 600)];
    const reports = [viewer({}), viewer({ played: ["a.ts"] })];
    expect(audienceFigures(reports, requests)["copies"]).toBe(1050 / ((900 + 300) / 2));
  });

  test("a show that nobody played has no number of copies, and its run fails", () => {
    expect(audienceFigures([viewer({ played: [] })], [])["copies"]).toBeNaN();
  });

  test("the share of peers is that of all bytes that viewers received", () => {
    const reports = [
      viewer({ bytes: { http: 100, p2p: 0 } }),
      viewer({ bytes: { http: 20, p2p: 80 } }),
    ];
    expect(audienceFigures(reports, [])["fromPeers"]).toBe(40);
  });

  test("stalls are counted over all viewers, and the start is the median", () => {
    const reports = [
      viewer({ startUp: 100, stalls: [500, 1500] }),
      viewer({ startUp: 300, stalls: [1000] }),
      viewer({ startUp: 900 }),
    ];
    expect(audienceFigures(reports, [])).toMatchObject({ stalls: 3, stalled: 3, start: 300 });
  });

  test("errors that a player recovered from are counted", () => {
    const notes = [{ at: 0, segment: "", what: "error", reason: "fragParsingError" }];
    const reports = [viewer({ notes }), viewer({})];
    expect(audienceFigures(reports, [])).toMatchObject({ errors: 1 });
  });

  test("a viewer that never started has no start", () => {
    const reports = [viewer({ startUp: undefined })];
    expect(audienceFigures(reports, [])).not.toHaveProperty("start");
  });

  test("segments that the origin sent once are not listed as repeated", () => {
    const requests = ["b.ts", "a.ts", "b.ts", "c.ts", "c.ts", "b.ts"].map((name) => request(name));
    expect(describeRepeated(requests)).toBe("b.ts ×3, c.ts ×2");
  });

  test("each viewer's position is described, with the errors of its player", () => {
    const error = { at: 0, segment: "", what: "error", reason: "fragParsingError" };
    const reports = [viewer({ position: 63.9 }), viewer({ position: 12, notes: [error, error] })];
    expect(describeProgress(reports)).toBe("64 s, 12 s (2 × fragParsingError)");
  });

  test("reasons are counted without the parts that differ each time", () => {
    const note = (reason: string, what = "→ http") => ({ at: 0, segment: "a.ts", what, reason });
    const notes = [
      note("required; HTTP slots: 1 of 2"),
      note("drawn"),
      note("required; HTTP slots: 2 of 2"),
      note("a peer holds it", "→ p2p"),
    ];
    expect(describeReasons([viewer({ notes })])).toBe("2 × required, 1 × drawn");
  });
});
