import { createHash } from "node:crypto";
import fc from "fast-check";
import { expect, test } from "vitest";
import { infoHash } from "./info-hash.ts";

// Computed with 0.6.2's own sha.js: new sha1().update(2 + streamSwarmId).digest("hex")
test.each([
  ["https://example.com/video/playlist.m3u8+V0", "8eb2724620b2630fb56303022d92b667ecc8a027"],
  ["", "da4b9237bacccdf19c0760cab7aec4a8359010b0"],
  ["поток 🎬", "4cf9f5a74ff749c90e2916cf687b8bfd353917b7"],
])("%j has the same info hash as in 0.6.2", (streamSwarmId, hash) => {
  expect(infoHash(streamSwarmId)).toBe(hash);
});

test("any swarm id is hashed as UTF-8, even with lone surrogates", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (id) => {
      expect(infoHash(id)).toBe(createHash("sha1").update(`2${id}`, "utf8").digest("hex"));
    }),
  );
});
