/** A relay as `npm run inspect` starts it, on any free port. Node. */
import { startProgram, type Program } from "../fixtures/program.ts";

export interface Relay extends Pick<Program, "close"> {
  /** With its key: `ws://127.0.0.1:<port>/<key>`. */
  readonly url: string;
}

export async function startRelay(): Promise<Relay> {
  const program = startProgram("scripts/inspect.mjs", "--port", "0");
  const [url] = await program.printed(/ws:\/\/\S+(?=\s)/);
  return { url, close: () => program.close() };
}
