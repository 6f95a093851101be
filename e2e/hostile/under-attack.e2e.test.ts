/**
 * A viewer under attack: it still gets what an honest seeder holds and what only the origin
 * has, and nobody honest is blamed. The rows run one after the other: each of them keeps the machine busy.
 * With SWARMLANE_FIGURES set, the figures of each row are printed.
 */
import { expect } from "vitest";
import { attackRows, sha256, syntheticBytes, type AttackRow } from "@swarmlane/testkit";
import { attackSegmentBytes, originSegments, seederNames } from "@swarmlane/testkit/node";
import { test, type StageAttack, type StagedAttack } from "./attack-test.ts";

/** ms that the viewer has for five segments from the origin before the row counts them as missing. */
const httpTimeout = 15_000;
/** ms that a busy machine may add. */
const httpSlack = 500;
/** Of 60 segments. A few may still be waiting for attackers that announced them. */
const enough = 57;
/** The row proves something only if at least this many attackers were admitted. A viewer may admit only part of a crowd. */
const fewAttackers = 4;

type Figures = Awaited<ReturnType<typeof measure>>;

async function measure(attack: StagedAttack, row: AttackRow) {
  await attack.beginAttack();
  const fromSeeder = await attack.fromSeeder(row.within);
  const overHttp = await attack.overHttp(httpTimeout);
  const report = await attack.viewerReport();
  if (report === undefined) throw new Error("the viewer's page does not answer any more");
  const attackers = await attack.attackersReport();
  await attack.endAttack();
  const { loaded, errors, warnings, peers } = report;
  const blamed = [...errors, ...warnings].filter(
    ({ peerId, message }) => peerId === attack.seederId || message.includes(attack.seederId),
  );
  return {
    ...{ fromSeeder, overHttp, errors, warnings, blamed, attackers },
    admitted: attack.admitted,
    hasSeeder: peers.includes(attack.seederId),
    wrong: await wrongOnes(loaded, attack.swarm),
    problems: attack.problems(),
  };
}

/** Ids of what was loaded with other bytes than the origin's. */
async function wrongOnes(loaded: readonly { id: string; sha256: string }[], swarm: string) {
  const isRight = await Promise.all(
    loaded.map(async ({ id, sha256: digest }) => {
      const name = id.slice(swarm.length + 1);
      return digest === (await sha256(syntheticBytes(name, attackSegmentBytes)));
    }),
  );
  return loaded.filter((_, index) => isRight[index] === false).map(({ id }) => id);
}

async function play(stageAttack: StageAttack, row: AttackRow): Promise<Figures> {
  const figures = await measure(await stageAttack(row), row);
  if (process.env["SWARMLANE_FIGURES"] !== undefined) console.log(describeFigures(row, figures));
  return figures;
}

function describeFigures({ name }: AttackRow, figures: Figures): string {
  const { fromSeeder, overHttp, admitted, attackers, hasSeeder } = figures;
  const time = (ms: number | undefined) => (ms === undefined ? "" : ` in ${Math.round(ms)} ms`);
  const complaints = [...figures.errors, ...figures.warnings].map(({ code }) => code);
  return [
    `under attack by ${name}:`,
    `${fromSeeder.loaded} of ${seederNames.length} from the seeder${time(fromSeeder.ms)},`,
    `${overHttp.loaded} of ${originSegments} over HTTP${time(overHttp.ms)},`,
    `seeder ${hasSeeder ? "connected" : "NOT connected"},`,
    `${admitted} attackers admitted, ${attackers.connected} still connected,`,
    `${attackers.connections} connections, ${attackers.frames} frames,`,
    `${Math.round(attackers.bytes / 1e6)} MB,`,
    `complaints: ${complaints.join(" ") || "none"}`,
  ].join(" ");
}

/** Measured once for the whole file, whichever test asks first. */
let baseline: Promise<Figures> | undefined;
const measureBaseline = (stageAttack: StageAttack) =>
  (baseline ??= play(stageAttack, attackRows.none));

test("without attackers a viewer gets everything, from the seeder and from the origin", async ({
  stageAttack,
}) => {
  const figures = await measureBaseline(stageAttack);
  expectUnharmed(attackRows.none, figures);
  expect(figures.fromSeeder.loaded).toBe(seederNames.length);
});

const cases = Object.values<AttackRow>(attackRows)
  .filter(({ attackers }) => attackers.length > 0)
  .map((row) => [row.name, row] as const);

test.for(cases)("under attack by %s a viewer gets the same", async ([, row], { stageAttack }) => {
  const { overHttp: unharmed } = await measureBaseline(stageAttack);
  const figures = await play(stageAttack, row);
  const wanted = row.attackers.reduce((sum, { count }) => sum + count, 0);
  const what = describeFigures(row, figures);
  expect(figures.admitted, what).toBeGreaterThanOrEqual(Math.min(fewAttackers, wanted));
  expectUnharmed(row, figures);
  // Whoever is closed comes back: there are more connections than were let in at first, or fewer are left.
  const { connected, connections } = figures.attackers;
  const isClosed = connections > figures.admitted || connected < figures.admitted;
  if (row.isClosed === true) expect(isClosed, what).toBe(true);
  const usual = unharmed.ms ?? httpTimeout;
  expect(figures.overHttp.ms, what).toBeLessThanOrEqual(Math.max(2 * usual, usual + httpSlack));
});

function expectUnharmed(row: AttackRow, figures: Figures): void {
  const what = describeFigures(row, figures);
  const { fromSeeder, overHttp, errors, warnings, blamed, wrong, problems } = figures;
  expect(fromSeeder.loaded, what).toBeGreaterThanOrEqual(enough);
  expect(overHttp.loaded, what).toBe(originSegments);
  expect(errors, what).toEqual([]);
  expect(blamed, what).toEqual([]);
  const lost = warnings.filter(({ code }) => lostCodes.has(code));
  expect(lost, what).toEqual([]);
  expect(wrong, what).toEqual([]);
  expect(figures.hasSeeder, what).toBe(true);
  expect(problems, what).toEqual([]);
}

/** A worker that was kept too busy, and what follows from it. */
const lostCodes = new Set(["WORKER_LOST", "RPC_TIMEOUT", "HTTP_TIMEOUT"]);
