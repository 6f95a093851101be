/** The inspector's page and panel in one browser, built once: files, links between the views, access, panel, ways in. */
import { afterAll, beforeAll, describe } from "vitest";
import { startInspectorStage, type InspectorStage } from "./stage.ts";
import { accessSuite } from "./suites/access.suite.ts";
import { fileSuite } from "./suites/file.suite.ts";
import { hostileSuite } from "./suites/hostile.suite.ts";
import { linksSuite } from "./suites/links.suite.ts";
import { liveSuite } from "./suites/live.suite.ts";
import { panelSuite, somePage } from "./suites/panel.suite.ts";
import { saidFile, speakerPage, sourcesSuite } from "./suites/sources.suite.ts";
import { statesSuite } from "./suites/states.suite.ts";
import { viewsSuite } from "./suites/views.suite.ts";

let stage: InspectorStage;
beforeAll(async () => {
  stage = await startInspectorStage({
    "/some.html": somePage,
    "/speaker.html": speakerPage,
    ...saidFile(),
  });
});
afterAll(() => stage.close());

describe("files", () => fileSuite(() => stage));
describe("views", () => viewsSuite(() => stage));
describe("links", () => linksSuite(() => stage));
describe("access", () => accessSuite(() => stage));
describe("states", () => statesSuite(() => stage));
describe("panel", () => panelSuite(() => stage));
describe("sources", () => sourcesSuite(() => stage));
describe("hostile words", () => hostileSuite(() => stage));
describe("a live session", () => liveSuite(() => stage));
