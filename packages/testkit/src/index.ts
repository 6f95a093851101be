/** What runs anywhere, the browser included. Servers and the browser launcher are in `@swarmlane/testkit/node`. */
export type * from "./browser/provided-context.ts";
export * from "./evil/index.ts";
export * from "./channel/index.ts";
export * from "./origin/fault.ts";
export * from "./origin/synthetic-bytes.ts";
export * from "./clock/index.ts";
export * from "./engine-fakes/index.ts";
export * from "./http/index.ts";
export * from "./storage/index.ts";
