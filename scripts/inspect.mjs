/**
 * `npm run inspect`: a relay between inspected pages and inspectors that cannot share a BroadcastChannel: another browser,
 * a phone, another machine. On loopback unless told otherwise. Ends with the command that started it.
 */
import { randomBytes } from "node:crypto";
import { parseArgs } from "node:util";
import { endWithNpm } from "./lib/end-with-npm.mjs";
import { startRelay } from "./lib/relay.mjs";
import { createShutdown } from "./lib/shutdown.mjs";

const help = `npm run inspect [-- options]

  --port N     port of the relay (default 8123; 0 takes any)
  --host H     address to listen at (default 127.0.0.1); 0.0.0.0 lets a phone on the same network in
  --key K      what clients have to know (default: random, new each time)
  --help       this text`;

endWithNpm();
const options = readOptions();
const shutdown = createShutdown();
try {
  const relay = shutdown.add(await startRelay(options));
  const url = `ws://${options.host === "0.0.0.0" ? "<this machine>" : options.host}:${relay.port}/${options.key}`;
  console.log(`
  Relay   ${url}

Give it to a loader: new HybridLoader({ inspect: { relay: "${url}" } }) or loader.inspect({ relay: … }),
and to the inspector. Whoever knows this address sees what the loaders say. Ctrl-C ends it.
`);
} catch (error) {
  await shutdown.fail(error);
}

function readOptions() {
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
      throw new Error("--port is a number up to 65535");
    if (!/^[\w-]+$/.test(values.key)) throw new Error("--key is of letters, digits, - and _");
    return { port, host: values.host, key: values.key };
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : String(error)}\n\n${help}`);
    process.exit(1);
  }
}
