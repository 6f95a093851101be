/** Definitions that resemble those of the engine's machines, for synthetic sessions. */
import type { MachineDefinition, MachineEdge, MachineNode } from "../format/machine.ts";

/** `from event [guard] / action, action -> target, target`; without an arrow it stays. */
type EdgeLine = string;
/** `path kind? initial=child invoke=effect entry=a,b` */
type NodeLine = string;

export const segmentDefinition = define(
  "segment",
  [
    " compound initial=queued",
    "queued entry=releaseDownload,report",
    "http entry=report invoke=httpAttempt",
    "p2p entry=report,askPeer",
    "validating compound initial=checking entry=report",
    "validating.checking invoke=validation",
    "validating.storing invoke=storing",
    "cached entry=forgetAttempt,releasePartial,report",
    "failed entry=releaseDownload,report",
    "aborted entry=forgetAttempt,releasePartial,report",
  ],
  [
    " update / describe",
    " abort / because -> aborted",
    "queued  [isCoolingDown] / because -> failed",
    "queued start.http / begin,because -> http",
    "queued start.p2p / begin,because -> p2p",
    "queued found / because -> cached",
    "http done.httpAttempt / receiveHttp,because -> validating",
    "http error.httpAttempt / tellError,noteFailure -> failed",
    "http http.progress [isCurrent] / countBytes",
    "http cancel / because -> queued",
    "p2p download.progress [isCurrent] / countBytes",
    "p2p download.done [isCurrent] / receiveP2p,because -> validating",
    "p2p download.failed [isCurrent] / keepPartial,noteRefusal -> queued",
    "p2p cancel / cancelDownload,because -> queued",
    "validating.checking done.validation / settleSuspicion -> validating.storing",
    "validating.checking error.validation / tellError,noteFailure -> failed",
    "validating.storing done.storing / deliver,because -> cached",
    "cached lost / because -> queued",
    "failed after:retryBackoff / endCoolDown,because -> queued",
    "failed start.p2p / begin,because -> p2p",
    "failed retry [mayRetry] / retryNow,because -> queued",
  ],
);

export const sessionDefinition = define(
  "session",
  [
    " compound initial=pending entry=listen",
    "pending",
    "standby",
    "active parallel entry=goLive exit=goQuiet",
    "active.download compound initial=free",
    "active.download.free entry=tellFree exit=tellBusy",
    "active.download.asking",
    "active.download.underway",
    "active.download.draining",
    "active.upload compound initial=none",
    "active.upload.none entry=forgetUpload",
    "active.upload.serving entry=startNextUpload exit=finishUpload",
    "ended final entry=wrapUp",
  ],
  [
    " end / noteEnding -> ended",
    "pending admit / takePeer -> active",
    "pending stand.by -> standby",
    "standby admit / takePeer -> active",
    "active.download.free download.request / askForSegment -> active.download.asking",
    "active.download.asking request.written -> active.download.underway",
    "active.download.underway transfer.complete / deliver -> active.download.free",
    "active.download.underway transfer.absent / failDownload -> active.download.free",
    "active.download.underway download.cancel / sendCancel,giveUpDownload -> active.download.draining",
    "active.download.draining rest.drained -> active.download.free",
    "active.upload.none  [hasUploadWaiting] -> active.upload.serving",
    "active.upload.serving upload.sent -> active.upload.none",
  ],
);

export const schedulerDefinition = define(
  "scheduler",
  [
    " compound initial=idle",
    "idle",
    "running parallel entry=noteStart",
    "running.queue",
    "running.policy compound initial=due",
    "running.policy.settled",
    "running.policy.due invoke=endOfTask",
  ],
  [
    "idle load / dismissLeavers,tellStayers,replaceQueue -> running",
    "running.queue load / dismissLeavers,tellStayers,replaceQueue",
    "running.queue segments.changed / noteStored,indexStored",
    "running.policy.settled segments.changed -> running.policy.due",
    "running.policy.settled swarm.changed -> running.policy.due",
    "running.policy.due done.endOfTask / runPolicy,announce,setDrawDue -> running.policy.settled",
  ],
);

export const swarmDefinition = define(
  "swarm",
  [" compound initial=running", "running", "stopped final entry=closeEverything"],
  [
    "running connection.opened [isPendingFull] / refuseConnection",
    "running connection.opened / openSession",
    "running connection.admit [isBanned] / dropConnection",
    "running connection.admit [isNewPeer] / welcomePeer",
    "running session.map / learnMap",
    "running session.ended / buryConnection",
    "running stop -> stopped",
  ],
);

export function edgeOf(definition: MachineDefinition, source: string, event: string): string {
  const id = source === "" ? definition.id : `${definition.id}.${source}`;
  const found = definition.edges.find((edge) => edge.source === id && edge.event === event);
  if (found === undefined) throw new Error(`no arrow ${event} from ${id}`);
  return found.id;
}

function define(
  id: string,
  nodes: readonly NodeLine[],
  edges: readonly EdgeLine[],
): MachineDefinition {
  const idOf = (path: string): string => (path === "" ? id : `${id}.${path}`);
  return {
    id,
    nodes: nodes.map((line) => readNode(line, idOf)),
    edges: edges.map((line, index) => readEdge(line, index, idOf)),
  };
}

function readNode(line: NodeLine, idOf: (path: string) => string): MachineNode {
  const [path = "", ...words] = line.split(" ");
  const key = path.split(".").at(-1) ?? "";
  const value = (name: string): string | undefined =>
    words.find((word) => word.startsWith(`${name}=`))?.slice(name.length + 1);
  const list = (name: string): string[] => value(name)?.split(",") ?? [];
  const initial = value("initial");
  const parent = path.includes(".") ? path.slice(0, path.lastIndexOf(".")) : "";
  const [first] = words;
  const kind = first === "compound" || first === "parallel" || first === "final" ? first : "atomic";
  return {
    id: idOf(path),
    key: key === "" ? idOf("") : key,
    kind,
    entry: list("entry"),
    exit: list("exit"),
    invokes: list("invoke"),
    ...(path === "" ? {} : { parent: idOf(parent) }),
    ...(initial === undefined
      ? {}
      : { initial: idOf(path === "" ? initial : `${path}.${initial}`) }),
  };
}

function readEdge(line: EdgeLine, index: number, idOf: (path: string) => string): MachineEdge {
  const [left = "", target] = line.split(" -> ");
  const [head = "", actions] = left.split(" / ");
  const [path = "", event = "", guard] = head.split(" ");
  return {
    id: `${idOf(path)} ${event} ${index}`,
    source: idOf(path),
    targets: target === undefined ? [] : [idOf(target)],
    event,
    kind: kindOf(event),
    actions: actions?.split(",") ?? [],
    ...(guard === undefined ? {} : { guard: guard.slice(1, -1) }),
  };
}

function kindOf(event: string): MachineEdge["kind"] {
  if (event === "") return "always";
  const [word] = event.split(/[.:]/);
  return word === "done" || word === "error" || word === "after" ? word : "on";
}
