import { createSyntheticSession } from "@swarmlane/inspection/testing";
import type { MachineDefinition, MachineNode } from "@swarmlane/inspection";
import { expect, test } from "vitest";
import { activeStates } from "./active-states.ts";
import type { Box } from "./cut-path.ts";
import { layOut } from "./lay-out.ts";
import { nodeLines } from "./node-lines.ts";

const definitions = createSyntheticSession({ seconds: 1 }).messages.flatMap(
  (message): [string, MachineDefinition][] =>
    message.type === "machine" ? [[message.machine.id, message.machine]] : [],
);

test.each(definitions)(
  "%s: every state has a place, within the one that it is in",
  (_, machine) => {
    const { nodes, width, height } = layOut(machine);
    expect(nodes.length).toBe(machine.nodes.length - 1);
    const boxes = new Map(nodes.map((node) => [node.id, node]));
    for (const node of machine.nodes.slice(1)) {
      const outer = boxes.get(node.parent ?? "") ?? { x: 0, y: 0, width, height };
      expect(isIn(boxes.get(node.id), outer), node.id).toBe(true);
    }
  },
);

test.each(definitions)("%s: every transition is drawn once, or told in its state", (_, machine) => {
  const { arrows, nodes, lines } = layOut(machine);
  const drawn = arrows.flatMap(({ transitions }) => transitions.map(({ edge }) => edge.id));
  const told = [...nodes, { lines }].flatMap((node) =>
    node.lines.flatMap(({ edge }) => edge ?? []),
  );
  expect([...drawn, ...told].sort()).toEqual(machine.edges.map(({ id }) => id).sort());
});

test.each(definitions)("%s: no label lies on another, or on a state's name", (_, machine) => {
  const { arrows, nodes } = layOut(machine);
  const names = nodes.map(({ x, y, name }) => ({ x, y, width: 16 + 7 * name.length, height: 20 }));
  const labels = arrows.map(({ label }) => label);
  for (const [at, label] of labels.entries()) {
    for (const other of [...names, ...labels.slice(at + 1)]) {
      expect(overlap(label, other), JSON.stringify([label, other])).toBe(false);
    }
  }
});

test("an arrow from a box with boxes in it begins at its edge", () => {
  const session = definitions.find(([id]) => id === "session")?.[1];
  if (session === undefined) throw new Error("the synthetic session has no such machine");
  const { arrows, nodes } = layOut(session);
  const inUse = nodes.find(({ name }) => name === "inUse");
  const into = arrows.find(({ id }) => id === "session.pending → session.inUse");
  const end = into?.points.at(-1);
  if (inUse === undefined || end === undefined) throw new Error("there is no such arrow");
  expect(isIn({ ...end, width: 0, height: 0 }, inUse)).toBe(true);
  const { x, y, width, height } = inUse;
  const toEdges = [end.x - x, x + width - end.x, end.y - y, y + height - end.y];
  expect(Math.min(...toEdges)).toBeLessThan(1);
});

test("many actions go on several lines, and none of them is cut off", () => {
  const actions = ["releaseDownload", "noteFailure", "tellError", "because"];
  const node: MachineNode = {
    ...{ id: "m.a", key: "a", parent: "m", kind: "atomic" },
    ...{ entry: actions, exit: [], invokes: [] },
  };
  const lines = nodeLines(node, []);
  expect(lines.length).toBeGreaterThan(1);
  expect(lines.map(({ text }) => text.trim()).join(" ")).toBe(`entry / ${actions.join(", ")}`);
});

test("what lights is the whole way down, in every region", () => {
  const session = definitions.find(([id]) => id === "session")?.[1];
  const state = { inUse: { lane: "clear", liveness: "trusted", upload: "none" } };
  expect([...activeStates(session ?? { id: "", nodes: [], edges: [] }, state)]).toEqual([
    "session.inUse",
    "session.inUse.lane",
    "session.inUse.lane.clear",
    "session.inUse.liveness",
    "session.inUse.liveness.trusted",
    "session.inUse.upload",
    "session.inUse.upload.none",
  ]);
});

function isIn(inner: Box | undefined, outer: Box): boolean {
  if (inner === undefined) return false;
  return (
    inner.x >= outer.x &&
    inner.y >= outer.y &&
    inner.x + inner.width <= outer.x + outer.width &&
    inner.y + inner.height <= outer.y + outer.height
  );
}

function overlap(a: Box, b: Box): boolean {
  const across = Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x);
  const down = Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y);
  return across > 1 && down > 1;
}
