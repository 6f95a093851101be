import { expect, test } from "vitest";
import { isPlainRequest } from "./plain-request.ts";

const headers = { Range: "bytes=0-9", "CMCD-Object": "br=800" };
const plain = { headers, hasCredentials: false, hasRequestSetup: false };
const token = { Authorization: "Bearer token" };

test("a range and the player's reports make no difference to the origin", () => {
  expect(isPlainRequest(plain)).toBe(true);
  expect(isPlainRequest({ ...plain, headers: null })).toBe(true);
});

test("a token or cookies do", () => {
  expect(isPlainRequest({ ...plain, headers: token })).toBe(false);
  expect(isPlainRequest({ ...plain, hasCredentials: true })).toBe(false);
});

test("a site that prepares the loader's requests too has seen to that", () => {
  const prepared = { headers: token, hasCredentials: true, hasRequestSetup: true };
  expect(isPlainRequest(prepared)).toBe(true);
});
