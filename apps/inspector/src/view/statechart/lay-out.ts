/**
 * Computes the layout of a machine with dagre. Pure. dagre does not support arrows that start or end at a box that contains
 * boxes. Such an arrow goes to the first leaf inside and is cut off at the box.
 */
import { Graph, layout, type EdgeLabel, type GraphLabel, type NodeLabel } from "@dagrejs/dagre";
import type { MachineDefinition, MachineEdge, MachineNode } from "@swarmlane/inspection";
import { edgeLines, lineHeight, nodeLines, widthOf, type Line } from "./node-lines.ts";
import { cutPath, type Box, type Point } from "./cut-path.ts";
import { makeRoom } from "./make-room.ts";

export interface ChartNode extends Box {
  readonly id: string;
  readonly name: string;
  readonly kind: MachineNode["kind"];
  readonly isInitial: boolean;
  /** Has boxes in it. */
  readonly isOuter: boolean;
  readonly lines: readonly Line[];
}

/** One way between two boxes, and all transitions that go it. */
export interface ChartArrow {
  readonly id: string;
  readonly points: readonly Point[];
  readonly label: Box;
  readonly transitions: readonly { readonly edge: MachineEdge; readonly lines: readonly Line[] }[];
}

export interface Chart {
  readonly definition: MachineDefinition;
  readonly width: number;
  readonly height: number;
  /** Outer ones before what is in them. */
  readonly nodes: readonly ChartNode[];
  readonly arrows: readonly ChartArrow[];
  /** Of the machine itself: what it does in every state. */
  readonly lines: readonly Line[];
}

/** px. Of a box's name. */
export const titleHeight = 22;
const margin = 12;
/** px. Of `12 here`, behind the name. */
const populationWidth = 52;
/** px. Between the labels of transitions that go the same way. */
export const labelGap = 5;

export function layOut(definition: MachineDefinition): Chart {
  const [root, ...nodes] = definition.nodes;
  const byId = new Map(definition.nodes.map((node) => [node.id, node]));
  const outer = new Set(nodes.map(({ parent }) => parent));
  const isWithin = (id: string | undefined, ancestor: string): boolean => {
    for (let at = id; at !== undefined; at = byId.get(at)?.parent) if (at === ancestor) return true;
    return false;
  };
  const leafOf = (id: string): string => {
    const first = byId.get(id)?.initial ?? nodes.find(({ parent }) => parent === id)?.id;
    return first === undefined ? id : leafOf(first);
  };
  const drawn = definition.edges.filter(
    ({ source, targets: [target] }) =>
      target !== undefined && byId.has(target) && byId.has(source) && !isWithin(target, source),
  );
  const staying = (id: string): MachineEdge[] =>
    definition.edges.filter((edge) => edge.source === id && !drawn.includes(edge));

  // The name, and what an outer box says, stand above the boxes in it.
  const headOf = (node: MachineNode): number =>
    outer.has(node.id)
      ? titleHeight + nodeLines(node, staying(node.id)).length * lineHeight - 6
      : 0;
  const graph = new Graph<GraphLabel, Partial<NodeLabel>, EdgeLabel>({
    compound: true,
    multigraph: true,
  });
  graph.setGraph({
    rankdir: "TB",
    nodesep: 22,
    edgesep: 14,
    ranksep: 26,
    marginx: margin,
    marginy: margin,
  });
  for (const node of nodes) {
    const lines = nodeLines(node, staying(node.id));
    const name = node.key.length * 7.4 + populationWidth;
    const size = {
      width: widthOf(lines, Math.max(64, name)),
      height: titleHeight + 4 + lines.length * lineHeight,
    };
    graph.setNode(node.id, outer.has(node.id) ? {} : size);
  }
  for (const { id, parent } of nodes) {
    if (parent !== undefined && parent !== root?.id) graph.setParent(id, parent);
  }
  const ways = groupByWay(drawn);
  for (const [id, edges] of ways) {
    const [source, target] = endsOf(edges);
    const lines = edges.flatMap(edgeLines);
    const height = lines.length * lineHeight + edges.length * labelGap;
    graph.setEdge(
      { v: leafOf(source), w: leafOf(target), name: id },
      { width: widthOf(lines), height, labelpos: "c" },
    );
  }
  layout(graph);

  const room = makeRoom(
    nodes
      .filter(({ id }) => outer.has(id))
      .map((node) => ({ y: boxOf(graph.node(node.id)).y, height: headOf(node) })),
  );
  const initials = new Set(definition.nodes.map(({ initial }) => initial));
  const boxes = new Map<string, ChartNode>();
  for (const node of nodes) {
    boxes.set(node.id, {
      id: node.id,
      name: node.key,
      kind: node.kind,
      isInitial: initials.has(node.id),
      isOuter: outer.has(node.id),
      lines: nodeLines(node, staying(node.id)),
      ...room.box(boxOf(graph.node(node.id))),
    });
  }
  const arrows = [...ways].map(([id, edges]): ChartArrow => {
    const [source, target] = endsOf(edges);
    const found = graph.edge({ v: leafOf(source), w: leafOf(target), name: id });
    const way = (found.points ?? []).map(room.point);
    const points = cutPath(way, boxes.get(source), boxes.get(target));
    const transitions = edges.map((edge) => ({ edge, lines: edgeLines(edge) }));
    return { id, points, label: room.label(boxOf(found)), transitions };
  });
  const { width = 0, height = 0 } = graph.graph();
  // Ancestors first, so that what is in them is painted over them.
  return {
    definition,
    width,
    height: height + room.height,
    nodes: nodes.flatMap(({ id }) => boxes.get(id) ?? []),
    arrows,
    lines: root === undefined ? [] : nodeLines(root, staying(root.id)),
  };
}

function endsOf([edge]: readonly MachineEdge[]): [source: string, target: string] {
  return [edge?.source ?? "", edge?.targets[0] ?? ""];
}

/** Parallel arrows make a chart wide, so they are drawn as one arrow with several labels. */
function groupByWay(edges: readonly MachineEdge[]): Map<string, MachineEdge[]> {
  const ways = new Map<string, MachineEdge[]>();
  for (const edge of edges) {
    const way = endsOf([edge]).join(" → ");
    ways.set(way, [...(ways.get(way) ?? []), edge]);
  }
  return ways;
}

/** dagre tells the middle. */
function boxOf({ x = 0, y = 0, width = 0, height = 0 }: Partial<Box>): Box {
  return { x: x - width / 2, y: y - height / 2, width, height };
}
