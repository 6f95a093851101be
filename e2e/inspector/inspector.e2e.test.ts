/** The inspector's page and panel in one browser: files, links between the views, access, panel, ways in. */
import { describe } from "vitest";
import { accessSuite } from "./suites/access.suite.ts";
import { fileSuite } from "./suites/file.suite.ts";
import { hostileSuite } from "./suites/hostile.suite.ts";
import { linksSuite } from "./suites/links.suite.ts";
import { liveSuite } from "./suites/live.suite.ts";
import { panelSuite } from "./suites/panel.suite.ts";
import { sourcesSuite } from "./suites/sources.suite.ts";
import { statesSuite } from "./suites/states.suite.ts";
import { viewsSuite } from "./suites/views.suite.ts";

describe("files", fileSuite);
describe("views", viewsSuite);
describe("links", linksSuite);
describe("access", accessSuite);
describe("states", statesSuite);
describe("panel", panelSuite);
describe("sources", sourcesSuite);
describe("hostile words", hostileSuite);
describe("a live session", liveSuite);
