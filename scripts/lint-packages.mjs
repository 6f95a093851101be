/** `npm run lint:package`: whether what is published can be imported by everybody who may try, types included. */
import { adapters } from "./bundle/adapters.mjs";
import { run } from "./lib/run.mjs";

for (const name of ["loader", ...adapters.map((adapter) => adapter.name)]) {
  const folder = `packages/${name}`;
  const isSound =
    (await run("publint", ["--strict", folder])) === 0 &&
    (await run("attw", ["--pack", folder])) === 0;
  if (!isSound) process.exitCode = 1;
}
