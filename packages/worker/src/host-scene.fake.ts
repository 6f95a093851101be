/** A host with a recording engine, and the page that talks to it. Node, for tests; ports close after each. */
import { onTestFinished } from "vitest";
import type { EnginePorts, HostOptions, LoadedSegment, PageApi } from "@swarmlane/contract";
import type { Engine } from "@swarmlane/engine";
import { fakeBody, fakeSegment } from "@swarmlane/testkit";
import {
  createFakeEngine,
  createFakePage,
  fakeHostOptions,
  type FakeEngine,
  type FakePage,
} from "./host.fake.ts";
import { createHost } from "./host.ts";

export interface Scene {
  readonly page: FakePage;
  readonly host: FakePage["host"];
  readonly engine: FakeEngine;
}

/** `behaviour` replaces methods of the engine. The host is not started. */
export function createScene(api: Partial<PageApi> = {}, behaviour: Partial<Engine> = {}): Scene {
  const { port1, port2 } = new MessageChannel();
  const engine = createFakeEngine(behaviour);
  createHost(port2, { createEngine: engine.create });
  const page = createFakePage(port1, api);
  onTestFinished(() => page.close());
  return { page, host: page.host, engine };
}

/** The host is started; `ports` are its engine's. */
export async function startScene(
  options: Partial<HostOptions> = {},
  api: Partial<PageApi> = {},
  behaviour: Partial<Engine> = {},
): Promise<Scene & { readonly ports: EnginePorts }> {
  const scene = createScene(api, behaviour);
  await scene.host.start(fakeHostOptions(options));
  return { ...scene, ports: scene.engine.ports() };
}

export function loaded(): LoadedSegment {
  return {
    info: fakeSegment(1),
    data: fakeBody(5).buffer,
    requestUrl: undefined,
    responseUrl: undefined,
    downloadBandwidth: 1,
  };
}
