/** docs/errors.md says which type of 2.x the players' packages give to each error code. */
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import type { SegmentInQueue } from "../stream/player-stream.ts";
import { createFakeLoader } from "../stream/stream-loader.fake.ts";
import type { LoaderFailure, LoaderSegment } from "../stream/stream-loader.ts";
import { createCoreEvents } from "./event-target.ts";
import { forwardEvents } from "./forward-events.ts";

const document = readFileSync(new URL("../../../../docs/errors.md", import.meta.url), "utf8");
const [, section = ""] = document.split("\n## In the players' packages\n");
const rows = [...section.matchAll(/^\| (`[A-Z].*`|every other one) +\| `([\w-]+)` +\|$/gm)].flatMap(
  ([, codes = "", type = ""]) => {
    const named = [...codes.matchAll(/`(\w+)`/g)].map(([, code = ""]) => code);
    return (named.length > 0 ? named : ["INTERNAL"]).map((code) => ({ code, type }));
  },
);

test.each(rows)("$code is reported as $type", ({ code, type }) => {
  const loader = createFakeLoader();
  const events = createCoreEvents();
  const known = {
    segment: { sequence: "1", startTime: 0, duration: 4, range: undefined },
    rendition: { kind: "main" },
  } as unknown as SegmentInQueue;
  forwardEvents({ loader, events, describe: () => known, warn: () => undefined });
  const told: string[] = [];
  events.add("onSegmentError", ({ error }) => told.push(error.type));
  const segment = { id: "a", url: "https://cdn.example/1.ts" } as LoaderSegment;
  const failure = Object.assign(new Error(code), { code }) as LoaderFailure;
  const peerId = code.startsWith("P2P_") ? "bb" : undefined;
  loader.emit("segment_error", segment, failure, peerId);
  expect(told).toEqual([type]);
});

test("all types that can occur are in docs/events.md", () => {
  const events = readFileSync(new URL("../../../../docs/events.md", import.meta.url), "utf8");
  const [, row = ""] = /^\| `error\.type` +\|(.*)\|$/m.exec(events) ?? [];
  const types = [...row.matchAll(/`([a-z\d]+-[a-z\d-]+)`/g)].map(([, type]) => type);
  expect(types.sort()).toEqual([...new Set(rows.map(({ type }) => type))].sort());
});
