/** Runs a command in a folder. Node. */
import { execFile } from "node:child_process";

/** The variables of the test runner change what bundlers build. */
export const environment = {
  ...process.env,
  NODE_ENV: undefined,
  NEXT_TELEMETRY_DISABLED: "1",
};

/** Resolves to what it wrote, both streams; rejects with that when it fails. */
export function runIn(folder: string, command: string, args: readonly string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    execFile(command, args, { cwd: folder, env: environment }, (error, stdout, stderr) => {
      const said = `${stdout}${stderr}`;
      if (error === null) resolve(said);
      else reject(new Error(`${command} ${args.join(" ")} failed:\n${said}`, { cause: error }));
    });
  });
}
