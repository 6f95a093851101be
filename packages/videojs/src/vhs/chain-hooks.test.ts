import { expect, test } from "vitest";
import { setRequestHook } from "./chain-hooks.ts";
import { createVhsXhr } from "./vhs.fake.ts";
import type { RequestHook } from "./vhs-types.ts";

test("hooks of the library stay in force, and the address of the manifest is known", () => {
  const xhr = createVhsXhr();
  const seen: [string, string][] = [];
  const library = new Set<RequestHook>([
    (request) => ({ ...request, uri: `${request.uri}?token` }),
  ]);
  const record = (request: { uri: string }, uri: string) => {
    seen.push([request.uri, uri]);
    return request;
  };
  setRequestHook(xhr, record, () => library);
  const asked = xhr.call({ uri: "a.ts" });

  expect(seen).toEqual([["a.ts?token", "a.ts"]]);
  expect(asked.uri).toBe("a.ts?token");
});

test("a hook of the library that changes the request in place and returns nothing counts, too", () => {
  const xhr = createVhsXhr();
  const library = new Set([
    (request: { uri: string }) => void (request.uri += "?token"),
  ]) as unknown as ReadonlySet<RequestHook>;
  setRequestHook(
    xhr,
    (request) => request,
    () => library,
  );

  expect(xhr.call({ uri: "a.ts" }).uri).toBe("a.ts?token");
});

test.each(["before", "after"])(
  "a hook that the site sets on the player %s displaces them",
  (when) => {
    const xhr = createVhsXhr();
    const library = new Set<RequestHook>([
      (request) => ({ ...request, uri: `${request.uri}?token` }),
    ]);
    const own: RequestHook = (request) => ({ ...request, uri: `${request.uri}#own` });
    if (when === "before") xhr.onRequest(own);
    setRequestHook(
      xhr,
      (request) => request,
      () => library,
    );
    if (when === "after") xhr.onRequest(own);

    expect(xhr.call({ uri: "a.ts" }).uri).toBe("a.ts#own");
  },
);

test("nothing is left when the hook is taken away", () => {
  const xhr = createVhsXhr();
  const unset = setRequestHook(
    xhr,
    (request) => request,
    () => undefined,
  );
  unset();

  expect(xhr._requestCallbackSet?.size).toBe(0);
});
