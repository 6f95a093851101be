import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { HubPage } from "../testing/hub-page.fake.ts";
import { endPages, meet, newSwarm, openPage, patience } from "../testing/hub-party.fake.ts";
import { takeCensus } from "../testing/platform-census.fake.ts";
import type { PlatformCensus } from "../testing/platform-census.fake.ts";

let census: PlatformCensus;

beforeEach(() => {
  census = takeCensus();
});

afterEach(() => {
  endPages();
  census.end();
});

/** The certificate that `page` reported for the only peer it has met, and which of the two made the offer. */
function admissionOf(page: HubPage) {
  const opened = page.posted.filter((message) => message.type === "connection/opened");
  const [admit, ...others] = page.posted.filter((message) => message.type === "connection/admit");
  const side = opened.find(({ connectionId }) => connectionId === admit?.connectionId);
  if (admit === undefined || side === undefined || others.length > 0)
    throw new Error("the page has not met exactly one peer");
  return { certificate: admit.certificate, madeOffer: side.initiator };
}

/** The fingerprint of a connection's own certificate according to the statistics of the browser. */
async function ownCertificate(connection: RTCPeerConnection): Promise<string> {
  const reports = [...((await connection.getStats()) as unknown as Map<string, Report>).values()];
  const transport = reports.find(({ type }) => type === "transport");
  const own = reports.find(({ id }) => id === transport?.localCertificateId);
  expect(own?.fingerprintAlgorithm).toBe("sha-256");
  return (own?.fingerprint ?? "").replaceAll(":", "").toLowerCase();
}

interface Report {
  readonly id: string;
  readonly type: string;
  readonly localCertificateId?: string;
  readonly fingerprint?: string;
  readonly fingerprintAlgorithm?: string;
}

test("each side reports the certificate that the other side really has", async () => {
  const [a, b] = [openPage(), openPage()];
  await meet(newSwarm(), a, b);
  await vi.waitFor(() => expect(census.connected()).toHaveLength(2), patience);
  for (const page of [a, b]) {
    const { certificate, madeOffer } = admissionOf(page);
    const remoteType = madeOffer ? "answer" : "offer";
    const remote = census
      .connected()
      .find(({ localDescription }) => localDescription?.type === remoteType);
    if (remote === undefined) throw new Error("the other side is missing");
    expect(certificate).toMatch(/^[0-9a-f]{64}$/);
    expect(certificate).toBe(await ownCertificate(remote));
    const described = /a=fingerprint:sha-256 (\S+)/.exec(remote.localDescription?.sdp ?? "")?.[1];
    expect(certificate).toBe(described?.replaceAll(":", "").toLowerCase());
  }
});

test("a page has another certificate for each of its connections", async () => {
  const [a, b, c] = [openPage(), openPage(), openPage()];
  await meet(newSwarm(), a, b);
  await meet(newSwarm(), a, c);
  expect(admissionOf(b).certificate).toMatch(/^[0-9a-f]{64}$/);
  expect(admissionOf(c).certificate).toMatch(/^[0-9a-f]{64}$/);
  expect(admissionOf(b).certificate).not.toBe(admissionOf(c).certificate);
});
