/** Every workload, in the order of the table. */
import type { Workload } from "../model/workload.ts";
import { abrDash, abrHls, abrShaka, abrVideojs } from "./abr.ts";
import { announce } from "./announce.ts";
import { attack, attackCrowd } from "./attack.ts";
import { heavy, heavyLink, heavySeed, heavyWait, heavyWaitSeed } from "./heavy.ts";
import { hls1Page, hls1Start } from "./hls1.ts";
import { http } from "./http.ts";
import { hls1Busy } from "./hls1-busy.ts";
import { inspect } from "./inspect.ts";
import { latency } from "./latency.ts";
import { mapCost } from "./map-cost.ts";
import { memory } from "./memory.ts";
import { p2p, p2pSmall } from "./p2p.ts";
import { queue } from "./queue.ts";
import { sixViewersLive, sixViewersVod } from "./six-viewers.ts";
import { seekDash, seekHls, seekShaka, seekVideojs } from "./seek.ts";
import { size } from "./size.ts";
import { startUp } from "./start-up.ts";
import { storage } from "./storage.ts";
import { threeSeeders } from "./three-seeders.ts";

export const workloads: readonly Workload[] = [
  http,
  p2p,
  p2pSmall,
  inspect,
  heavy,
  heavySeed,
  heavyWait,
  heavyWaitSeed,
  heavyLink,
  threeSeeders,
  latency,
  startUp,
  queue,
  announce,
  mapCost,
  attack,
  attackCrowd,
  memory,
  storage,
  size,
  hls1Start,
  hls1Page,
  hls1Busy,
  seekHls,
  seekShaka,
  seekDash,
  seekVideojs,
  abrHls,
  abrShaka,
  abrDash,
  abrVideojs,
  sixViewersVod,
  sixViewersLive,
];
