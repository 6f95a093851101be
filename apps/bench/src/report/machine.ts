/** The machine and the versions of a measurement. Node. */
import { readFileSync } from "node:fs";
import { cpus, platform, release, totalmem } from "node:os";
import { fileURLToPath } from "node:url";
import { launchBrowser } from "@swarmlane/testkit/node";

export interface Machine {
  readonly cpu: string;
  readonly cores: number;
  /** Bytes. */
  readonly memory: number;
  readonly system: string;
  readonly node: string;
  readonly browser: string;
  /** By package name. */
  readonly packages: Readonly<Record<string, string>>;
}

const packageFiles: Readonly<Record<string, string>> = {
  swarmlane: "packages/loader/package.json",
  "p2p-media-loader-core": "node_modules/p2p-media-loader-core/package.json",
  "p2p-media-loader-core 2": "node_modules/p2p-media-loader-core-2/package.json",
};

/** Opens a browser to read its version. */
export async function describeMachine(): Promise<Machine> {
  const processors = cpus();
  return {
    cpu: processors[0]?.model.trim() ?? "unknown",
    cores: processors.length,
    memory: totalmem(),
    system: `${platform()} ${release()}`,
    node: process.versions.node,
    browser: await browserVersion(),
    packages: Object.fromEntries(
      Object.entries(packageFiles).map(([name, path]) => [name, readVersion(path)]),
    ),
  };
}

async function browserVersion(): Promise<string> {
  const launched = await launchBrowser();
  try {
    return launched.browser.version();
  } finally {
    await launched.close();
  }
}

function readVersion(path: string): string {
  const file = fileURLToPath(new URL(`../../../../${path}`, import.meta.url));
  return (JSON.parse(readFileSync(file, "utf8")) as { version: string }).version;
}
