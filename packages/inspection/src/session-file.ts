/**
 * A session as one JSON file: `{ format, version, session, dropped, messages }`. Pure. The first messages may be a
 * base: what was known before the oldest remembered message, told with its number and time.
 */
import { inspectLimits } from "./limits.ts";
import { formatVersion, messageShape, type Message } from "./format/message.ts";
import { badData, readAs, refuseVersion, type Parsed } from "./format/parse.ts";
import { sessionShape, type Session } from "./format/session.ts";
import { count, isRecord, list, literal, record, type Read } from "./format/shape.ts";

export const fileShape = record({
  format: literal("swarmlane-inspect-session"),
  version: literal(formatVersion),
  session: sessionShape,
  /** Messages of the session that are not in the file. */
  dropped: count,
  /** By rising `n` and `t`. */
  messages: list(messageShape, inspectLimits.fileMessages),
});
export type SessionFile = Read<typeof fileShape>;

/** docs/inspection-session.schema.json. */
export const fileSchema = {
  $schema: "https://json-schema.org/draft/2020-12/schema",
  title: "A session of the Swarmlane inspector, version 1",
  ...fileShape.schema,
};

export interface SessionContent {
  readonly session: Session;
  readonly messages: readonly Message[];
  readonly dropped: number;
}

/** One message a line: a diff of two files is readable. */
export function writeSessionFile({ session, messages, dropped }: SessionContent): string {
  const head = { format: "swarmlane-inspect-session", version: formatVersion, session, dropped };
  const lines = messages.map((message) => JSON.stringify(message));
  return `${JSON.stringify(head).slice(0, -1)},"messages":[\n${lines.join(",\n")}\n]}\n`;
}

/** Returns an error for a file that is malformed, too large or of another version. */
export function parseSessionFile(text: string): Parsed<SessionFile> {
  if (text.length > inspectLimits.fileLength) {
    return badData(`the file is longer than ${inspectLimits.fileLength} characters`);
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (thrown) {
    return badData(`the file is not JSON: ${thrown instanceof Error ? thrown.message : ""}`);
  }
  if (!isRecord(value)) return badData("the file does not contain a session");
  if (value["format"] !== "swarmlane-inspect-session") {
    return badData("not a Swarmlane session file");
  }
  const refusal = refuseVersion(value["version"], "the file");
  if (refusal !== undefined) return refusal;
  const file = readAs(fileShape, value);
  return file.ok ? checkOrder(file) : file;
}

function checkOrder(file: Parsed<SessionFile> & { ok: true }): Parsed<SessionFile> {
  const { messages } = file.value;
  for (const [index, { n, t }] of messages.entries()) {
    const before = messages[index - 1];
    if (before === undefined || (n >= before.n && t >= before.t)) continue;
    return badData(
      `messages[${index}] is out of order (n ${n}, t ${t} after n ${before.n}, t ${before.t})`,
    );
  }
  return file;
}
