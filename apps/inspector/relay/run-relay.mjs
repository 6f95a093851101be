/** The command: reads its options, starts the relay, and says what to do with its address. */
import { randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { startRelay } from "./relay.mjs";

/** Beside this folder in the package; in the repository, once it is built. */
const builtPage = fileURLToPath(new URL("../dist/page", import.meta.url));

/**
 * Ends the process: with 1 when an option is wrong or the port is taken, with 0 on a signal.
 * @param {string} command by which it was started, for the help
 */
export async function runRelay(command) {
  const options = readOptions(command);
  const page = existsSync(builtPage) ? builtPage : undefined;
  try {
    const relay = await startRelay({ ...options, ...(page !== undefined && { page }) });
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) {
      process.once(signal, () => void relay.close().then(() => process.exit()));
    }
    say(options, relay.port, page !== undefined);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    console.error(`The relay could not start: ${reason}`);
    process.exit(1);
  }
}

/**
 * @param {{ host: string, key: string }} options
 * @param {number} port
 * @param {boolean} hasPage
 */
function say({ host, key }, port, hasPage) {
  const isOpen = host === "0.0.0.0" || host === "::";
  const relay = `ws://${isOpen ? "<this machine>" : hostOf(host)}:${port}/${key}`;
  const here = `127.0.0.1:${port}`;
  const local = `ws://${isOpen ? here : `${hostOf(host)}:${port}`}/${key}`;
  const page = `http://${isOpen ? here : `${hostOf(host)}:${port}`}/?relay=${local}`;
  console.log(`
  Relay       ${relay}
${hasPage ? `  Inspector   ${page}\n` : ""}
Give the relay's address to a loader:
  new HybridLoader({ inspect: { relay: "${relay}" } }) or loader.inspect({ relay: … }).
Anyone who knows the address can see what the loaders report. Press Ctrl-C to stop the relay.
`);
}

/** @param {string} host */
function hostOf(host) {
  return host.includes(":") ? `[${host}]` : host;
}

/** @param {string} command */
function readOptions(command) {
  const help = `${command} [options]

  --port N     port of the relay (default 8123; 0 picks a free port)
  --host H     address to listen on (default 127.0.0.1; use 0.0.0.0 to allow a phone on the same network)
  --key K      secret that clients need (default: a new random key on each start)
  --help       show this help

The inspector's page is only available on this machine.`;
  try {
    const { values } = parseArgs({
      options: {
        port: { type: "string", default: "8123" },
        host: { type: "string", default: "127.0.0.1" },
        key: { type: "string", default: randomBytes(9).toString("base64url") },
        help: { type: "boolean", default: false },
      },
    });
    if (values.help) {
      console.log(help);
      process.exit(0);
    }
    const port = Number(values.port);
    if (!/^\d+$/.test(values.port) || port > 65535)
      throw new Error("--port must be a number from 0 to 65535.");
    if (!/^[\w-]+$/.test(values.key))
      throw new Error("--key must consist of letters, digits, - and _.");
    return { port, host: values.host, key: values.key };
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : String(error)}\n\n${help}`);
    process.exit(1);
  }
}
