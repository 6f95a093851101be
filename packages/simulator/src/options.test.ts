import { expect, test } from "vitest";
import { readOptions } from "./options.ts";

test("without arguments the six viewers of the benchmark are simulated", () => {
  const { scenarios, contenders } = readOptions([]);
  expect(scenarios.map(({ name }) => name)).toEqual(["six-vod", "six-live"]);
  expect(contenders.map(({ name }) => name)).toEqual(["ours"]);
});

test("the audience of a scenario can be changed", () => {
  const { scenarios } = readOptions(["third", "--audience", "speaks06=0.3,silent=0.1"]);
  expect(scenarios[0]?.audience).toEqual({ speaks06: 0.3, silent: 0.1 });
  expect(readOptions(["third"]).scenarios[0]?.audience).toMatchObject({ unreachable: 1 / 6 });
});

test("a scenario can be changed in size, seed, settings and limits", () => {
  const { scenarios, contenders, json } = readOptions(
    [
      "live --viewers 7 --seconds 20 --seed x --with no-p2p --json out.json",
      "--setting httpDownloadProbability=0.5 --setting httpUseRanges=true --limit announceCoalesce=20",
    ]
      .join(" ")
      .split(" "),
  );
  expect(scenarios).toMatchObject([
    {
      ...{ name: "live", viewers: 7, seconds: 20, seed: "x" },
      settings: { httpDownloadProbability: 0.5, httpUseRanges: true },
      limits: { announceCoalesce: 20 },
    },
  ]);
  expect(contenders.map(({ name }) => name)).toEqual(["ours", "no-p2p"]);
  expect(json).toBe("out.json");
});

test.each([
  ["nowhere", 'There is no scenario "nowhere"'],
  ["live --with nobody", 'There is no contender "nobody"'],
  ["live --viewers many", '--viewers needs a whole number above 0, not "many"'],
  ["live --viewers 0", "--viewers needs a whole number"],
  ["live --limit strikes", "--limit needs name=number"],
  ["live --limit patience=3", '--limit: there is no "patience"'],
  ["live --setting consumeOnly=3", '"consumeOnly" takes a boolean'],
  ["live --colour red", "--colour"],
  ["live --audience robots=0.5", '--audience needs name=share, not "robots=0.5"'],
  ["live --audience slow=2", "The share of slow has to be between 0 and 1, not 2"],
  ["live --audience slow=some", "not NaN"],
  ["live --audience slow=0.7,silent=0.7", "which is more than 1"],
])("%s is refused, and the message says why", (args, message) => {
  expect(() => readOptions(args.split(" "))).toThrow(message);
});

test("contenders can be chosen without ours", () => {
  const namesOf = (args: string): string[] =>
    readOptions(args.split(" ")).contenders.map(({ name }) => name);
  expect(namesOf("live --only no-p2p")).toEqual(["no-p2p"]);
  expect(namesOf("live --with ours,no-p2p")).toEqual(["ours", "no-p2p"]);
  expect(namesOf("targets live-100 --only neighbours")).toEqual(["neighbours"]);
  expect(namesOf("live --with all")).toHaveLength(4);
});

test("targets are runs of all contenders with the sizes and seeds that the targets name", () => {
  const { command, scenarios, contenders } = readOptions(["targets", "live-100"]);
  expect(command).toBe("targets");
  expect(scenarios.map(({ name, viewers, seed }) => `${name} ${viewers} ${seed}`)).toEqual([
    ...["live 100 1", "live 100 2", "live 100 3"],
  ]);
  expect(contenders.map(({ name }) => name)).toContain("neighbours");
});

test("files are saved, and a report is written, without a run", () => {
  expect(readOptions(["save", "a.json", "b.json"])).toMatchObject({
    ...{ command: "save", files: ["a.json", "b.json"], scenarios: [] },
  });
  expect(readOptions(["report"])).toMatchObject({ command: "report", scenarios: [] });
  expect(() => readOptions(["save"])).toThrow("save needs a file");
  expect(() => readOptions(["targets", "nothing"])).toThrow('There is no target "nothing"');
});
