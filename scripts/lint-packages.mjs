/** `npm run lint:package`: whether what is published can be imported by everybody who may try, types included. */
import { publishedPackages } from "./lib/published.mjs";
import { run } from "./lib/run.mjs";

for (const { folder } of publishedPackages()) {
  const isSound =
    (await run("publint", ["--strict", folder])) === 0 &&
    (await run("attw", ["--pack", folder])) === 0;
  if (!isSound) process.exitCode = 1;
}
