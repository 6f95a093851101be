import { expect, test } from "vitest";
import { nameRows } from "./row-names.ts";

test.each([
  ["V0", "270p", "270p"],
  ["v1-main-4e133f2b675e6e33", undefined, "Video"],
  ["v1-audio-b30a39794902e943", undefined, "Audio"],
  ["v1-text-b30a39794902e943", undefined, "v1-text-b30a39794902e943"],
  ["V1", undefined, "V1"],
  ["", undefined, "Single quality"],
])("a row %j of quality %s is called %s", (streamId, quality, name) => {
  expect(nameRows([{ streamId, cells: [] }], () => quality).get(streamId)).toBe(name);
});
