/** The texts of a statechart's boxes and arrows, and the room they take. Pure. */
import type { MachineDefinition, MachineEdge, MachineNode } from "@swarmlane/inspector";

export interface Line {
  readonly kind: "name" | "guard" | "action" | "effect" | "inner";
  readonly text: string;
  /** The arrow that the line tells, when it is one that is not drawn. */
  readonly edge?: string;
}

/** px; the chart's texts are set in a face whose letters are equally wide. */
export const letterWidth = 6.1;
export const lineHeight = 13;
/** Letters; what is longer is cut, and whole in the title. */
const longest = 26;

/** `event`, `[guard]`, `/ action, action`. */
export function edgeLines({ event, kind, guard, actions }: MachineEdge): Line[] {
  return [
    { kind: "name", text: cut(eventInWords(event, kind)) },
    ...(guard === undefined ? [] : [{ kind: "guard", text: cut(`[${guard}]`) } as const]),
    ...(actions.length === 0
      ? []
      : [{ kind: "action", text: cut(`/ ${actions.join(", ")}`) } as const]),
  ];
}

/** What a box says under its name: its effects, its entry and exit, and the arrows that lead nowhere else. */
export function nodeLines(node: MachineNode, staying: readonly MachineEdge[]): Line[] {
  const { invokes, entry, exit } = node;
  return [
    ...invokes.map((name) => ({ kind: "effect", text: cut(`⚙ ${name}`) }) as const),
    ...(entry.length === 0
      ? []
      : [{ kind: "action", text: cut(`entry / ${entry.join(", ")}`) } as const]),
    ...(exit.length === 0
      ? []
      : [{ kind: "action", text: cut(`exit / ${exit.join(", ")}`) } as const]),
    ...staying.map(
      (edge) => ({ kind: "inner", text: stayingInWords(edge), edge: edge.id }) as const,
    ),
  ];
}

export function widthOf(lines: readonly Line[], least = 0): number {
  // Transitions are followed by how often they were taken.
  const lengths = lines.map(({ kind, text }) => text.length + (kind === "inner" ? countLength : 0));
  return Math.max(least, ...lengths.map((length) => length * letterWidth)) + 16;
}

/** Letters of ` ×1234`. */
const countLength = 6;

/** In words, whole: for titles and for those who cannot see the chart. */
export function edgeInWords(edge: MachineEdge, { id }: MachineDefinition): string {
  const name = (full: string): string => full.slice(full.startsWith(`${id}.`) ? id.length + 1 : 0);
  const guard = edge.guard === undefined ? "" : ` [${edge.guard}]`;
  const actions = edge.actions.length === 0 ? "" : ` / ${edge.actions.join(", ")}`;
  const to = edge.targets.length === 0 ? "stays" : `→ ${edge.targets.map(name).join(", ")}`;
  return `${name(edge.source)} ${eventInWords(edge.event, edge.kind)}${guard}${actions} ${to}`;
}

function stayingInWords(edge: MachineEdge): string {
  const guard = edge.guard === undefined ? "" : ` [${edge.guard}]`;
  const target = edge.targets[0]?.split(".").at(-1);
  return cut(
    `${eventInWords(edge.event, edge.kind)}${guard}${target === undefined ? "" : ` → ${target}`}`,
  );
}

function eventInWords(event: string, kind: MachineEdge["kind"]): string {
  return kind === "always" && event === "" ? "always" : event;
}

function cut(text: string): string {
  return text.length > longest ? `${text.slice(0, longest - 1)}…` : text;
}
