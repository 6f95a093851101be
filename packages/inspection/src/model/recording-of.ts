/** A recording of a whole session that was saved. */
import type { SessionContent } from "../session-file.ts";
import { createRecording, type Recording } from "./recording.ts";

export function recordingOf({ messages }: SessionContent): Recording {
  const recording = createRecording({ most: Infinity });
  recording.append(messages);
  return recording;
}
