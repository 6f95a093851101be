/** The texts of a statechart's boxes and arrows, and their sizes. Pure. */
import type { MachineDefinition, MachineEdge, MachineNode } from "@swarmlane/inspection";

export interface Line {
  readonly kind: "name" | "guard" | "action" | "effect" | "inner";
  readonly text: string;
  /** The arrow that the line tells, when it is one that is not drawn. */
  readonly edge?: string;
}

/** px. The chart uses a monospaced font. */
export const letterWidth = 6.1;
export const lineHeight = 13;
/** Letters; what is longer is cut, and whole in the title. */
const longest = 26;

/** `event`, `[guard]`, `/ action, action`. */
export function edgeLines({ event, kind, guard, actions }: MachineEdge): Line[] {
  return [
    ...linesOf("name", [eventInWords(event, kind)]),
    ...(guard === undefined ? [] : linesOf("guard", [`[${guard}]`])),
    ...(actions.length === 0 ? [] : linesOf("action", ["/", ...listed(actions)])),
  ];
}

/** The lines below a box's name: its effects, its entry and exit actions, and its self-transitions. */
export function nodeLines(node: MachineNode, staying: readonly MachineEdge[]): Line[] {
  const { invokes, entry, exit } = node;
  return [
    ...invokes.flatMap((name) => linesOf("effect", [`⚙ ${name}`])),
    ...(entry.length === 0 ? [] : linesOf("action", ["entry /", ...listed(entry)])),
    ...(exit.length === 0 ? [] : linesOf("action", ["exit /", ...listed(exit)])),
    ...staying.flatMap((edge) => {
      const [first, ...rest] = linesOf("inner", stayingInWords(edge));
      return first === undefined ? [] : [{ ...first, edge: edge.id }, ...rest];
    }),
  ];
}

function listed(names: readonly string[]): string[] {
  return names.map((name, index) => (index < names.length - 1 ? `${name},` : name));
}

/** Wraps words into lines. A word that is too long for a line is cut. */
function linesOf(kind: Line["kind"], words: readonly string[]): Line[] {
  const texts: string[] = [];
  for (const word of words) {
    const before = texts.at(-1);
    const joined = `${before ?? ""} ${word}`;
    if (before === undefined) texts.push(word);
    else if (joined.length > longest) texts.push(`  ${word}`);
    else texts[texts.length - 1] = joined;
  }
  return texts.map((text) => ({ kind, text: cut(text) }));
}

export function widthOf(lines: readonly Line[], least = 0): number {
  // Transitions are followed by how often they were taken.
  const isCounted = ({ kind }: Line): boolean => kind === "inner" || kind === "name";
  const lengths = lines.map((line) => line.text.length + (isCounted(line) ? countLength : 0));
  return Math.max(least, ...lengths.map((length) => length * letterWidth)) + 16;
}

/** Letters of ` ×1234`. */
const countLength = 6;

/** The full text of a transition, for titles and for screen readers. */
export function edgeInWords(edge: MachineEdge, { id }: MachineDefinition): string {
  const name = (full: string): string => full.slice(full.startsWith(`${id}.`) ? id.length + 1 : 0);
  const guard = edge.guard === undefined ? "" : ` [${edge.guard}]`;
  const actions = edge.actions.length === 0 ? "" : ` / ${edge.actions.join(", ")}`;
  const to = edge.targets.length === 0 ? "stays" : `→ ${edge.targets.map(name).join(", ")}`;
  return `${name(edge.source)} ${eventInWords(edge.event, edge.kind)}${guard}${actions} ${to}`;
}

function stayingInWords({ event, kind, guard, targets }: MachineEdge): string[] {
  const target = targets[0]?.split(".").at(-1);
  return [
    eventInWords(event, kind),
    ...(guard === undefined ? [] : [`[${guard}]`]),
    ...(target === undefined ? [] : [`→ ${target}`]),
  ];
}

function eventInWords(event: string, kind: MachineEdge["kind"]): string {
  return kind === "always" && event === "" ? "always" : event;
}

function cut(text: string): string {
  return text.length > longest ? `${text.slice(0, longest - 1)}…` : text;
}
