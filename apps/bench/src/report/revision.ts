/** Which version of the packages was measured. Node. */
import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";

export interface Revision {
  /** Short hash of the commit. */
  readonly commit: string;
  /** Hash of the content of packages/: the same for commits that only change other folders. */
  readonly packages: string;
  /** Files in packages/ differ from the commit. */
  readonly isChanged: boolean;
}

/** Undefined without Git, or outside of a clone. */
export function readRevision(): Revision | undefined {
  try {
    return {
      commit: git("rev-parse", "--short", "HEAD"),
      packages: git("rev-parse", "HEAD:packages"),
      isChanged: git("status", "--porcelain", "--", "packages") !== "",
    };
  } catch {
    return undefined;
  }
}

function git(...args: string[]): string {
  const cwd = fileURLToPath(new URL("../../../../", import.meta.url));
  return execFileSync("git", args, {
    cwd,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "ignore"],
  }).trim();
}
