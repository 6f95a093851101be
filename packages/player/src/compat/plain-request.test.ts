import { expect, test } from "vitest";
import { isPlainRequest } from "./plain-request.ts";

const plain = { headers: { Range: "bytes=0-9", "CMCD-Object": "br=800" }, hasCredentials: false };
const setup = () => Promise.resolve(undefined);

test("a range and the player's reports make no difference to the origin", () => {
  expect(isPlainRequest({ ...plain, config: {} })).toBe(true);
  expect(isPlainRequest({ headers: null, hasCredentials: false, config: {} })).toBe(true);
});

test("a token or cookies do", () => {
  const headers = { Authorization: "Bearer token" };
  expect(isPlainRequest({ headers, hasCredentials: false, config: {} })).toBe(false);
  expect(isPlainRequest({ ...plain, hasCredentials: true, config: {} })).toBe(false);
});

test("a site that prepares the loader's requests too has seen to that", () => {
  const headers = { Authorization: "Bearer token" };
  for (const config of [
    { core: { httpRequestSetup: setup } },
    { core: { mainStream: { httpRequestSetup: setup } } },
    { loader: { xhrSetup: () => undefined } },
  ]) {
    expect(isPlainRequest({ headers, hasCredentials: true, config })).toBe(true);
  }
});
