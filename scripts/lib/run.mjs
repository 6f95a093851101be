/**
 * Runs commands, and prints their output at once or when they end. When this process ends, the command ends too, with
 * everything that it started: each command has its own process group.
 */
import { spawn } from "node:child_process";
import { root } from "./root.mjs";

const windows = process.platform === "win32";

/**
 * @param {string} command
 * @param {readonly string[]} args
 * @param {NodeJS.ProcessEnv} [env] beside our own
 * @returns {Promise<number>} the exit code; 127 when the command does not exist
 */
export async function run(command, args, env = {}) {
  return (await start(command, args, env, "inherit")).code;
}

/**
 * For a command that runs beside others: what it says is kept together.
 * @param {string} command
 * @param {readonly string[]} args
 * @returns {Promise<{ code: number, output: string }>} `output`: of both streams, in order
 */
export function runAside(command, args) {
  return start(command, args, {}, "pipe");
}

/**
 * @param {string} command
 * @param {readonly string[]} args
 * @param {NodeJS.ProcessEnv} env
 * @param {"inherit" | "pipe"} output
 * @returns {Promise<{ code: number, output: string }>}
 */
function start(command, args, env, output) {
  return new Promise((resolve) => {
    let said = "";
    const child = spawn(command, args, {
      cwd: root,
      stdio: ["ignore", output, output],
      env: { ...process.env, ...env },
      detached: !windows,
      // npm is a batch file there
      shell: windows,
    });
    /** @param {NodeJS.Signals} signal */
    const stop = (signal) => {
      if (child.pid === undefined) return;
      if (windows) child.kill();
      else process.kill(-child.pid, signal);
      process.exitCode = 130;
    };
    const settle = (/** @type {number} */ code) => {
      for (const signal of signals) process.off(signal, stop);
      if (process.exitCode === 130) process.exit();
      resolve({ code, output: said });
    };
    for (const signal of signals) process.on(signal, stop);
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding("utf8").on("data", (/** @type {string} */ text) => (said += text));
    }
    child.once("error", (error) => {
      console.error(`${command}: ${error.message}`);
      settle(127);
    });
    child.once("close", (code) => settle(code ?? 1));
  });
}

/** @type {readonly NodeJS.Signals[]} */
const signals = ["SIGINT", "SIGTERM", "SIGHUP"];
