/** The session as a whole: loader, settings, tracker, storage, bytes and warnings. */
import type { Plain } from "@swarmlane/inspection";
import type { ComponentChildren, JSX } from "preact";
import { bytesInWords, countInWords, timeInWords } from "../../words/numbers.ts";
import { useInspector } from "../inspector-context.ts";
import { RelayForm } from "../relay-form.tsx";

type Fact = readonly [name: string, value: string];

export function SessionView(): JSX.Element {
  const { store } = useInspector();
  const { model } = store.moment.value;
  const session = store.session.value;
  const { traffic, tracker, storage, settings, warnings } = model;
  const all = traffic.http + traffic.p2p;
  const share = all === 0 ? "–" : `${Math.round((100 * traffic.p2p) / all)} %`;
  return (
    <div class="session" tabIndex={0} role="region" aria-label="Session">
      <Part title="Bytes">
        <div class="share" aria-hidden="true">
          <span style={{ flexGrow: traffic.http }} data-source="http" />
          <span style={{ flexGrow: traffic.p2p }} data-source="p2p" />
        </div>
        <Facts
          facts={[
            ["over HTTP", bytesInWords(traffic.http)],
            ["from peers", `${bytesInWords(traffic.p2p)}, ${share}`],
            ["to peers", bytesInWords(traffic.uploaded)],
          ]}
        />
      </Part>
      {session !== undefined && (
        <Part title="Loader">
          <Facts
            facts={[
              ["page", session.title],
              ["peer id", session.loader],
              ["runs in", session.thread === "worker" ? "a worker" : "the page"],
              ["started", new Date(session.startedAt).toLocaleString()],
              ["addresses", redactionWords[session.redaction]],
              ["dropped messages", countInWords(store.dropped.value)],
            ]}
          />
        </Part>
      )}
      <Part title="Tracker">
        <Facts
          facts={[
            ["seeds", String(tracker?.complete ?? "–")],
            ["leeches", String(tracker?.incomplete ?? "–")],
            ["announce replies", String(tracker?.answers ?? 0)],
            ...(tracker?.error === undefined
              ? []
              : [["error", `${tracker.error.code}: ${tracker.error.message}`] as const]),
          ]}
        />
      </Part>
      <Part title="Storage">
        <Facts
          facts={[
            ["segments", String(storage?.segments ?? "–")],
            ["bytes", storage === undefined ? "–" : bytesInWords(storage.bytes)],
            ...(storage?.error === undefined
              ? []
              : [["error", `${storage.error.code}: ${storage.error.message}`] as const]),
          ]}
        />
      </Part>
      <Part title={`Warnings (${warnings.length})`}>
        {warnings.length === 0 ? (
          <p class="quiet">None.</p>
        ) : (
          <ol class="warnings">
            {warnings
              .slice(-50)
              .reverse()
              .map(({ n, t, error }) => (
                <li key={n}>
                  <button type="button" class="link" onClick={() => store.goToTime(t)}>
                    {timeInWords(t)}
                  </button>{" "}
                  <b class="bad">{error.code}</b> {error.message}
                </li>
              ))}
          </ol>
        )}
      </Part>
      <Part title="More loaders">
        <RelayForm />
      </Part>
      <Part title="Current settings">
        <Facts
          facts={Object.entries(settings ?? {}).map(([name, value]) => [name, inWords(value)])}
        />
      </Part>
    </div>
  );
}

const redactionWords = {
  none: "not redacted",
  tokens: "queries and credentials redacted",
  all: "hosts and paths redacted",
} as const;

interface PartProps {
  readonly title: string;
  readonly children: ComponentChildren;
}

function Part({ title, children }: PartProps): JSX.Element {
  return (
    <section>
      <h2>{title}</h2>
      {children}
    </section>
  );
}

function Facts({ facts }: { readonly facts: readonly Fact[] }): JSX.Element {
  return (
    <dl class="facts">
      {facts.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

function inWords(value: Plain): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}
