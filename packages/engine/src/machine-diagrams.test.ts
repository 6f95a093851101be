/**
 * The state diagrams in docs/ show the machines as they are: every state, and every arrow between the states of one
 * parent. A block that begins with `%% segmentMachine` is compared with that machine, in both directions.
 */
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { createMachine, type AnyStateMachine, type AnyStateNode } from "xstate";
import { segmentMachine } from "./segment/segment.machine.ts";
import { downloadMachine } from "./swarm/download/download.machine.ts";
import { peerSessionMachine } from "./swarm/session/peer-session.machine.ts";
import { swarmMachine } from "./swarm/swarm.machine.ts";

/** States by their paths, such as `inUse.lane.clear`; arrows as `inUse.lane.clear -> inUse.lane.draining`. */
interface Chart {
  readonly states: ReadonlySet<string>;
  readonly arrows: ReadonlySet<string>;
}

/** Begins an arrow to the initial state, and ends one from a final state, as in mermaid. */
const edge = "[*]";

const arrowOf = (source: string, target: string): string => `${source} -> ${target}`;
const within = (parent: string, name: string): string =>
  parent === "" ? name : `${parent}.${name}`;

/** Reads the subset of mermaid's state diagrams that docs/ uses. Throws at anything else. */
function readDiagram(text: string): Chart {
  const states = new Set<string>();
  const arrows = new Set<string>();
  /** The path of each name: in mermaid a name stands for the same state wherever it occurs. */
  const paths = new Map<string, string>();
  const parents: string[] = [];

  function declare(name: string): string {
    const parent = parents.at(-1) ?? "";
    if (name === edge) return within(parent, edge);
    const path = paths.get(name) ?? within(parent, name);
    paths.set(name, path);
    states.add(path);
    return path;
  }

  const forms: [RegExp, (...parts: string[]) => void][] = [
    [/^(stateDiagram-v2|--|direction \w+|%%.*|)$/, () => undefined],
    [/^state (\w+) \{$/, (name = "") => parents.push(declare(name))],
    [/^\}$/, () => parents.pop()],
    [
      /^(\w+|\[\*\]) --> (\w+|\[\*\])(?:: .+)?$/,
      (source = "", target = "") => arrows.add(arrowOf(declare(source), declare(target))),
    ],
  ];
  for (const line of text.split("\n").map((each) => each.trim())) {
    const form = forms.find(([pattern]) => pattern.test(line));
    if (form === undefined) throw new Error(`A line of the diagram cannot be read: ${line}`);
    const [pattern, read] = form;
    read(...(pattern.exec(line)?.slice(1) ?? []));
  }
  return { states, arrows };
}

/**
 * What a diagram of the machine has to show. A state that is the only one of its parent is left out: it is there for a
 * timer that starts again, and the parent says all that there is to say.
 */
function readMachine({ root }: AnyStateMachine): Chart {
  const states = new Set<string>();
  const arrows = new Set<string>();

  const pathOf = ({ path }: AnyStateNode): string => path.join(".");
  const childrenOf = ({ states: children }: AnyStateNode): AnyStateNode[] =>
    Object.values(children);

  /** The state itself, or the one that stands for it in a diagram. */
  function shown(node: AnyStateNode): AnyStateNode {
    const { parent } = node;
    if (parent === undefined) return node;
    const above = shown(parent);
    return above === parent && childrenOf(parent).length > 1 ? node : above;
  }

  /** An arrow between the two children of the nearest common parent: it crosses no border. */
  function addArrow(from: AnyStateNode, to: AnyStateNode): void {
    const [source, target] = [shown(from), shown(to)];
    if (source === target && source !== from) return;
    const depth = source.path.findIndex((key, index) => target.path[index] !== key);
    const end = depth < 0 ? source.path.length : depth + 1;
    arrows.add(arrowOf(source.path.slice(0, end).join("."), target.path.slice(0, end).join(".")));
  }

  function addTransition(source: AnyStateNode, event: string, target: AnyStateNode): void {
    const isInside = target !== source && source.path.every((key, i) => target.path[i] === key);
    if (!isInside) {
      addArrow(source, target);
      return;
    }
    // From a parent to one of its children: each other child can take it, unless it handles the event itself.
    for (const child of childrenOf(source)) {
      const own = child.transitions.get(event) ?? [];
      const isCovered = own.some(({ guard }) => guard === undefined);
      const isTarget = target.path[source.path.length] === child.key;
      if (child.type !== "final" && !isCovered && !isTarget) addArrow(child, target);
    }
  }

  function addState(node: AnyStateNode): void {
    const parent = pathOf(node).replace(/\.?\w+$/, "");
    states.add(pathOf(node));
    if (node.type === "final") arrows.add(arrowOf(pathOf(node), within(parent, edge)));
    if (node.parent?.type === "compound" && node.parent.initial.target[0] === node)
      arrows.add(arrowOf(within(parent, edge), pathOf(node)));
  }

  function visit(node: AnyStateNode): void {
    if (node !== root && shown(node) === node) addState(node);
    const transitions = new Map([...node.transitions, ["always", node.always ?? []]]);
    for (const [event, candidates] of transitions)
      for (const target of candidates.flatMap((each) => each.target ?? []))
        addTransition(node, event, target);
    childrenOf(node).forEach(visit);
  }

  visit(root);
  return { states, arrows };
}

/** What a diagram shows that the machine does not have, and the other way round. Empty: they agree. */
function compare(diagram: Chart, machine: Chart): string[] {
  const missing = (kind: keyof Chart, from: Chart, to: Chart): string[] =>
    [...from[kind]].filter((each) => !to[kind].has(each));
  return [
    ...missing("states", diagram, machine).map((each) => `invented state: ${each}`),
    ...missing("states", machine, diagram).map((each) => `missing state: ${each}`),
    ...missing("arrows", diagram, machine).map((each) => `invented arrow: ${each}`),
    ...missing("arrows", machine, diagram).map((each) => `missing arrow: ${each}`),
  ];
}

const machines: { readonly [Name: string]: AnyStateMachine } = {
  segmentMachine,
  peerSessionMachine,
  downloadMachine,
  swarmMachine,
};

/** The diagrams of a document, each with the name of its machine. */
function diagramsOf(document: string): { readonly name: string; readonly text: string }[] {
  const text = readFileSync(new URL(`../../../docs/${document}`, import.meta.url), "utf8");
  return [...text.matchAll(/```mermaid\n(stateDiagram-v2\n[^`]+)```/g)].map(([, diagram = ""]) => ({
    name: /%% (\w+)/.exec(diagram)?.[1] ?? "none",
    text: diagram,
  }));
}

describe("the diagrams in docs/ and the machines agree", () => {
  test.each([
    [
      "architecture.md",
      ["segmentMachine", "swarmMachine", "peerSessionMachine", "downloadMachine"],
    ],
    ["protocol.md", ["downloadMachine"]],
  ])("%s", (document, names) => {
    const diagrams = diagramsOf(document);
    expect(diagrams.map(({ name }) => name)).toEqual(names);
    for (const { name, text } of diagrams) {
      const machine = machines[name];
      if (machine === undefined) throw new Error(`${document} shows an unknown machine: ${name}`);
      expect(compare(readDiagram(text), readMachine(machine)), name).toEqual([]);
    }
  });
});

describe("the comparison", () => {
  const machine = readMachine(
    createMachine({
      initial: "idle",
      on: { stop: ".stopped" },
      states: {
        idle: { on: { start: "busy" } },
        busy: {
          initial: "reading",
          on: { stop: {} },
          states: {
            reading: { on: { read: "writing", fail: "#failed" } },
            writing: {
              initial: "watching",
              states: { watching: { after: { 1000: { target: "watching", reenter: true } } } },
            },
          },
        },
        failed: { id: "failed", always: "idle" },
        stopped: { type: "final" },
      },
    }),
  );
  const correct = `stateDiagram-v2
    [*] --> idle
    idle --> busy: start
    idle --> stopped: stop
    busy --> failed: fail
    failed --> idle
    failed --> stopped: stop
    stopped --> [*]
    state busy {
      [*] --> reading
      reading --> writing: read
    }`;

  test("finds nothing to say about a diagram that is right", () => {
    expect(compare(readDiagram(correct), machine)).toEqual([]);
  });

  test("finds an invented arrow and a missing one", () => {
    const wrong = correct.replace("failed --> idle\n", "failed --> busy\n");
    expect(compare(readDiagram(wrong), machine)).toEqual([
      "invented arrow: failed -> busy",
      "missing arrow: failed -> idle",
    ]);
  });

  test("finds an arrow that a state does not inherit, because it handles the event itself", () => {
    const wrong = correct.replace("busy --> failed: fail\n", "busy --> failed\nbusy --> stopped\n");
    expect(compare(readDiagram(wrong), machine)).toEqual(["invented arrow: busy -> stopped"]);
  });

  test("finds an invented state and a missing one, also inside another", () => {
    const wrong = correct.replace("reading --> writing", "reading --> erasing");
    expect(compare(readDiagram(wrong), machine)).toEqual([
      "invented state: busy.erasing",
      "missing state: busy.writing",
      "invented arrow: busy.reading -> busy.erasing",
      "missing arrow: busy.reading -> busy.writing",
    ]);
  });

  test("finds another initial state", () => {
    const wrong = correct.replace("[*] --> idle", "[*] --> failed");
    expect(compare(readDiagram(wrong), machine)).toEqual([
      "invented arrow: [*] -> failed",
      "missing arrow: [*] -> idle",
    ]);
  });

  test("refuses a line that it cannot read, rather than passing over it", () => {
    expect(() => readDiagram("stateDiagram-v2\nidle ==> busy")).toThrow("idle ==> busy");
  });
});
