import { expect, test } from "vitest";
import { throughputOf } from "./throughput.ts";

const point = (t: number, http: number, p2p: number) => ({ t, http, p2p, uploaded: 0 });

test("bytes are spread over the time since the last report, however rare reports are", () => {
  const points = [point(0, 0, 0), point(4000, 4000, 8000)];
  const { times, http, both } = throughputOf(points, 0, 4000, 4);
  expect(times).toEqual([1000, 2000, 3000, 4000]);
  expect(http).toEqual([1000, 1000, 1000, 1000]);
  expect(both).toEqual([3000, 3000, 3000, 3000]);
});

test("without reports nothing is loaded, and totals that restart are not a download", () => {
  expect(throughputOf([], 0, 1000, 2).both).toEqual([0, 0]);
  const anew = [point(0, 5000, 0), point(1000, 0, 0)];
  expect(throughputOf(anew, 0, 1000, 1).http).toEqual([0]);
});
