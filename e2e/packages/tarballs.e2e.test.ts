/** What is in the tarballs: everything that their package.json promises, and nothing that has to be built first. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, inject, test } from "vitest";
import { publishedPackages } from "../../scripts/lib/published.mjs";

const names = publishedPackages().map(({ manifest }) => manifest.name);

describe.each(names)("%s", (name) => {
  const folder = join(inject("site"), "node_modules", name);
  const read = (path: string) => readFileSync(join(folder, path), "utf8");
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).map((path) =>
    path.replaceAll("\\", "/"),
  );

  test("has every file that its package.json names", () => {
    const manifest: unknown = JSON.parse(read("package.json"));
    const named = [...JSON.stringify(manifest).matchAll(/"\.\/([^"*]+\.\w+)"/g)].map(
      ([, path = ""]) => path,
    );
    expect(named).toContain("dist/index.mjs");
    expect(named.filter((path) => !files.includes(path))).toEqual([]);
    expect(files).toEqual(expect.arrayContaining(["LICENSE", "README.md"]));
  });

  test("has the source map that a script names, with the sources in it", () => {
    const scripts = files.filter((path) => /\.[cm]?js$/.test(path));
    const named = scripts.flatMap((path) => {
      const [, map] = /\n\/\/# sourceMappingURL=(.+)\n?$/.exec(read(path)) ?? [];
      return map === undefined ? [] : [join(path, "..", map).replaceAll("\\", "/")];
    });
    expect(named).toContain("dist/index.mjs.map");
    expect(files.filter((path) => path.endsWith(".map")).sort()).toEqual(named.sort());
    for (const path of named) {
      const map = JSON.parse(read(path)) as { sources: string[]; sourcesContent: unknown[] };
      expect(map.sourcesContent).toHaveLength(map.sources.length);
      expect(map.sourcesContent).not.toContain(null);
    }
  });

  test("has the licence of each package whose code is in it", () => {
    const licences = read("dist/THIRD-PARTY-LICENSES.txt");
    const maps = files.filter((path) => path.endsWith(".map"));
    const sources = maps.flatMap(
      (path) => (JSON.parse(read(path)) as { sources: string[] }).sources,
    );
    const bundled = sources.flatMap((path) => {
      const [, found] = /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path) ?? [];
      return found === undefined ? [] : [found];
    });
    expect(bundled).not.toEqual([]);
    for (const found of new Set(bundled)) expect(licences).toContain(`\n${found} `);
  });
});
