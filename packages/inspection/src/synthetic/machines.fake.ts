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
    "queued entry=dropArrived,forgetArrived,report",
    "http entry=report invoke=httpAttempt",
    "p2p entry=report,askPeer",
    "validating compound initial=arrived entry=report",
    "validating.arrived",
    "validating.checking invoke=validation",
    "validating.storing entry=blameFalseSize invoke=storing",
    "cached entry=forgetAttempt,forgetTroubles,dropArrived,forgetArrived,dropPartial,forgetPartial,report",
    "failed entry=dropArrived,forgetArrived,report",
    "aborted entry=forgetAttempt,dropArrived,forgetArrived,dropPartial,forgetPartial,report",
  ],
  [
    " update / describe",
    " abort / because -> aborted",
    " download.failed [isOfUse] / dropPartial,keepPartial",
    "queued  [isCoolingDown] / because -> failed",
    "queued start.http / begin,because -> http",
    "queued start.p2p / begin,because -> p2p",
    "queued found / because -> cached",
    "http done.httpAttempt / receiveHttp,because -> validating",
    "http error.httpAttempt / tellFailure,noteFailure -> failed",
    "http cancel / because -> queued",
    "http give.up / tellFailure,noteFailure -> failed",
    "p2p download.started [isCurrent] / noteHeader,tellArriving",
    "p2p download.done [isCurrent] / receiveP2p,because -> validating",
    "p2p download.failed [isCurrent] / dropBrought,notePeerFailure -> queued",
    "p2p cancel / cancelDownload,because -> queued",
    "p2p give.up / giveUpDownload,because -> queued",
    "validating.arrived  [isUnchecked] -> validating.storing",
    "validating.checking done.validation [isValid] / blamePolluters -> validating.storing",
    "validating.checking error.validation / tellFailure,noteFailure -> failed",
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
    "inUse parallel entry=greet,goLive exit=goQuiet",
    "inUse.lane compound initial=silent",
    "inUse.lane.silent",
    "inUse.lane.clear",
    "inUse.lane.draining",
    "inUse.liveness compound initial=trusted",
    "inUse.liveness.trusted",
    "inUse.liveness.probing entry=noteProbe,probe",
    "inUse.upload compound initial=none",
    "inUse.upload.none entry=forgetUpload",
    "inUse.upload.serving compound initial=waiting entry=startNextUpload,requestSlot exit=stopUpload",
    "inUse.upload.serving.waiting",
    "inUse.upload.serving.reading invoke=readSegment",
    "inUse.upload.serving.sending entry=noteDrain,readAhead",
    "ended final entry=shut,giveUpEverything,tellEnded",
  ],
  [
    " end / noteError -> ended",
    " download.ended / stopDownload,tellSettled",
    "pending admit -> inUse",
    "pending stand.by -> standby",
    "standby admit -> inUse",
    "inUse stand.by / giveUpDownloads -> standby",
    "inUse.lane.silent peer.spoke -> inUse.lane.clear",
    "inUse.lane.clear download.request [hasRoom] / startDownload",
    "inUse.lane.clear rest.expected [isUnnumbered] -> inUse.lane.draining",
    "inUse.lane.draining rest.drained -> inUse.lane.clear",
    "inUse.liveness.trusted probe -> inUse.liveness.probing",
    "inUse.liveness.probing after:glareGrace / tellProbed -> inUse.liveness.trusted",
    "inUse.upload.none upload.asked [isAcceptable] / queueUpload -> inUse.upload.serving",
    "inUse.upload.serving upload.revoked / answerAbsent -> inUse.upload.none",
    "inUse.upload.serving.waiting upload.granted -> inUse.upload.serving.reading",
    "inUse.upload.serving.reading done.readSegment [isOfUse] / sendSegment -> inUse.upload.serving.sending",
    "inUse.upload.serving.sending upload.sent -> inUse.upload.none",
  ],
);

export const schedulerDefinition = define(
  "scheduler",
  [" compound initial=idle", "idle", "running parallel entry=noteStart", "running.queue"],
  [
    "idle load / abortLeavers,stopLeavers,tellStayers,replaceQueue,noteLoad,wantPolicy -> running",
    "running.queue load / abortLeavers,stopLeavers,tellStayers,replaceQueue,noteLoad,wantPolicy",
    "running.queue segments.changed / noteChanges,noteStored,indexStored,announce,wantPolicyFor",
  ],
);

export const swarmDefinition = define(
  "swarm",
  [
    " compound initial=running",
    "running parallel",
    "running.announcing compound initial=announced",
    "running.announcing.announced",
    "running.announcing.waiting",
    "running.room compound initial=free",
    "running.room.free",
    "running.room.full compound initial=yielding",
    "running.room.full.yielding",
    "running.room.full.crowded entry=tellRoom exit=tellRoom",
    "stopped final entry=closeEverything",
  ],
  [
    "running connection.opened [isPendingFull] / refuseConnection,warnOfBudget",
    "running connection.opened / openSession,rememberLink",
    "running connection.admit [isBanned] / dropConnection",
    "running connection.admit [isNewPeer] / makeRoom,identify,noteOrigin,welcome,admit,putToUse",
    "running connection.admit / identify,noteOrigin,standBy,probeHolder",
    "running session.settled / chargeIfStaying,tellFree",
    "running session.ended / tellEnd,charge,removeConnection,stopSession",
    "running source.blamed / closeOrCharge",
    "running.announcing.announced announce / noteAnnouncement,announceToAll -> running.announcing.waiting",
    "running.announcing.waiting after:announceCoalesce -> running.announcing.announced",
    "running.room.free  [isFull] -> running.room.full",
    "running.room.full  [isNotFull] -> running.room.free",
    "running.room.full.yielding after:roomCheck -> running.room.full.crowded",
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
