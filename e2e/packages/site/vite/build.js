import { build } from "vite";

// Relative addresses: the site lies in a folder of the origin.
await build({ root: import.meta.dirname, base: "./", logLevel: "warn", configFile: false });
