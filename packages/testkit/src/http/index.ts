export type { HttpPortHarness } from "./http-client.ts";
export { httpPortSuite } from "./http-port.suite.ts";
