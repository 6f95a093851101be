/**
 * Runs one command, with its output on ours. Whatever ends this process ends the command as well,
 * with everything that it started: each command is a process group of its own.
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
export function run(command, args, env = {}) {
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      cwd: root,
      stdio: ["ignore", "inherit", "inherit"],
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
      resolve(code);
    };
    for (const signal of signals) process.on(signal, stop);
    child.once("error", (error) => {
      console.error(`${command}: ${error.message}`);
      settle(127);
    });
    child.once("exit", (code) => settle(code ?? 1));
  });
}

/** @type {readonly NodeJS.Signals[]} */
const signals = ["SIGINT", "SIGTERM", "SIGHUP"];
