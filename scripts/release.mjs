/**
 * `npm run release`: builds, checks and publishes each package whose version is not in the registry yet. The release
 * workflow runs it (docs/releasing.md). The build is done here because this workspace runs no `prepack` by itself.
 */
import { publishedPackages } from "./lib/published.mjs";
import { run } from "./lib/run.mjs";

const incomplete = publishedPackages().filter(({ manifest }) => manifest.repository === undefined);
if (incomplete.length > 0) {
  const names = incomplete.map(({ manifest }) => manifest.name).join(", ");
  console.error(
    `${names}: package.json has no "repository". Fill in what docs/releasing.md lists under "Before the first release".`,
  );
  process.exit(1);
}
for (const script of ["build", "lint:package", "test:packages"]) {
  if ((await run("npm", ["run", "--silent", script])) !== 0) process.exit(1);
}
process.exitCode = await run("changeset", ["publish"]);
