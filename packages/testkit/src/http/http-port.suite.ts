/** What every HttpPort must do (threats §1a), against the testkit's origin. Node or a page; real time, short deadlines. */
import { describe } from "vitest";
import { createHttpClient, type HttpPortHarness } from "./http-client.ts";
import { rangeSegmentTests } from "./range-segments.suite.ts";
import { resumeTests } from "./resume.suite.ts";
import { wholeSegmentTests } from "./whole-segments.suite.ts";

/** `setup` is called within each test. */
export function httpPortSuite(title: string, setup: () => HttpPortHarness): void {
  const client = createHttpClient(setup);
  describe(`${title}: a whole segment`, () => wholeSegmentTests(client));
  describe(`${title}: a segment that is a range`, () => rangeSegmentTests(client));
  describe(`${title}: going on where peers stopped`, () => resumeTests(client));
}
