/** The list of warnings, newest first. Repeated texts are counted. Pure. */
const remembered = 50;

export interface WarningEntry {
  readonly text: string;
  readonly at: Date;
  readonly times: number;
}

export interface Warnings {
  /** `thrown` is whatever an event carries: one of the loader's errors, any `Error`, a string. */
  add(thrown: unknown, about?: string): void;
  list(): readonly WarningEntry[];
}

export function createWarnings(now: () => Date): Warnings {
  const entries = new Map<string, WarningEntry>();
  return {
    add: (thrown, about) => {
      const text = about === undefined ? describe(thrown) : `${about}: ${describe(thrown)}`;
      const times = (entries.get(text)?.times ?? 0) + 1;
      // Deleted first, so that it is the newest.
      entries.delete(text);
      entries.set(text, { text, at: now(), times });
      const [oldest] = entries.keys();
      if (entries.size > remembered && oldest !== undefined) entries.delete(oldest);
    },
    list: () => [...entries.values()].reverse(),
  };
}

/** The loader's errors come from another script, so they are recognized by their code and not by their class. */
function describe(thrown: unknown): string {
  if (thrown instanceof Error) {
    return "code" in thrown && typeof thrown.code === "string"
      ? `${thrown.code}: ${thrown.message}`
      : thrown.message;
  }
  return typeof thrown === "string" ? thrown : JSON.stringify(thrown);
}
