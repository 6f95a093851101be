export { segmentStoreSuite } from "./segment-store.suite.ts";
