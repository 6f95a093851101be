export { createFakeHttp, type FakeHttp, type FakeRequest } from "./fake-http.ts";
export { createFakePorts, type FakePorts, type FakePortsOptions } from "./fake-ports.ts";
export { fakeBody, fakeQueue, fakeSegment } from "./fake-segments.ts";
export { sha256Sync } from "./sha256-sync.ts";
export { createFakeStore, type FakeStore, type StoreMood } from "./fake-store.ts";
