export * from "./errors.ts";
export * from "./events.ts";
export * from "./ids.ts";
export * from "./limits.ts";
export * from "./messages.ts";
export * from "./ports.ts";
export * from "./segment.ts";
export * from "./settings.ts";
