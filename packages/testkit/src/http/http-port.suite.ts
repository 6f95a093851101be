/**
 * What every HttpPort must do with the answers of an origin, faulty ones and those that do not bear out what peers told
 * included. Runs against the testkit's origin, in Node or on a page; real time, short deadlines.
 */
import { describe } from "vitest";
import { createHttpClient, type HttpPortHarness } from "./http-client.ts";
import { rangeSegmentTests } from "./range-segments.suite.ts";
import { resumeTests } from "./resume.suite.ts";
import { sizeHintTests } from "./size-hint.suite.ts";
import { wholeSegmentTests } from "./whole-segments.suite.ts";

/** `setup` is called within each test. */
export function httpPortSuite(title: string, setup: () => HttpPortHarness): void {
  const client = createHttpClient(setup);
  describe(`${title}: a whole segment`, () => wholeSegmentTests(client));
  describe(`${title}: a segment that is a range`, () => rangeSegmentTests(client));
  describe(`${title}: going on where peers stopped`, () => resumeTests(client));
  describe(`${title}: the size that a peer told`, () => sizeHintTests(client));
}
