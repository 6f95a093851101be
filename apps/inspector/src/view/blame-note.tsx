/** Explains the causes and consequences of errors. */
import type { JSX } from "preact";
import { blameInWords } from "../words/blame-words.ts";
import { useInspector } from "./inspector-context.ts";

interface BlameNoteProps {
  readonly codes: readonly string[];
  /** How the segment is called there. */
  readonly segment?: string;
}

export function BlameNote({ codes, segment = "the segment" }: BlameNoteProps): JSX.Element | null {
  const { store } = useInspector();
  const timeout = store.moment.value.model.settings?.["httpFailedSegmentTimeout"];
  const httpFailedSegmentTimeout = typeof timeout === "number" ? timeout : undefined;
  const known = [...new Set(codes)].flatMap(
    (code) => blameInWords(code, { segment, httpFailedSegmentTimeout }) ?? [],
  );
  if (known.length === 0) return null;
  return (
    <ul class="blame">
      {known.map(({ code, meaning, fault, effects }) => (
        <li key={code}>
          <b>{code}</b>: {meaning} <b>{fault}</b> {effects}
        </li>
      ))}
    </ul>
  );
}
