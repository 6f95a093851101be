/** The frame around the views: head, one or two panes, and the scrubber. */
import type { ComponentType, JSX } from "preact";
import { viewNames, views, type Side, type ViewName } from "../state/layout.ts";
import { ActorsView } from "./actors/actors-view.tsx";
import { EventsView } from "./events/events-view.tsx";
import { Head } from "./head.tsx";
import { HelpDialog } from "./help-dialog.tsx";
import { useInspector } from "./inspector-context.ts";
import { LanesView } from "./lanes/lanes-view.tsx";
import { Notice } from "./notice.tsx";
import { PeersView } from "./peers/peers-view.tsx";
import { Scrubber } from "./scrub/scrubber.tsx";
import { SequenceView } from "./sequence/sequence-view.tsx";
import { SessionView } from "./session/session-view.tsx";
import { StatechartView } from "./statechart/statechart-view.tsx";
import { Tabs } from "./tabs.tsx";
import { WaitingRoom } from "./waiting-room.tsx";
import { WhyView } from "./why/why-view.tsx";

const components: Readonly<Record<ViewName, ComponentType>> = {
  segments: LanesView,
  events: EventsView,
  sequence: SequenceView,
  peers: PeersView,
  why: WhyView,
  statechart: StatechartView,
  actors: ActorsView,
  session: SessionView,
};

export function Shell(): JSX.Element {
  const { store, layout } = useInspector();
  const enlarged = layout.enlarged.value;
  const hasSession = store.origin.value !== "none";
  return (
    <div class="shell" data-wide={layout.isWide.value}>
      <Head />
      <Notice />
      {!hasSession ? (
        <WaitingRoom />
      ) : layout.isWide.value ? (
        <main class="panes" data-panes={enlarged === undefined ? 2 : 1}>
          {enlarged !== "side" && <Pane side="main" label="Overview" />}
          {enlarged !== "main" && <Pane side="side" label="Details of the selection" />}
        </main>
      ) : (
        <main class="panes">
          <section class="pane" aria-label="Views">
            <div class="tab-bar">
              <Tabs
                label="Views"
                names={viewNames}
                chosen={layout.front.value}
                onChoose={layout.show}
              />
            </div>
            <View name={layout.front.value} />
          </section>
        </main>
      )}
      {hasSession && <Scrubber />}
      <HelpDialog />
    </div>
  );
}

function Pane({ side, label }: { readonly side: Side; readonly label: string }): JSX.Element {
  const { layout } = useInspector();
  const names = viewNames.filter((name) => views[name].side === side);
  const chosen = layout.open.value[side];
  const isEnlarged = layout.enlarged.value === side;
  return (
    <section class="pane" aria-label={label}>
      <div class="tab-bar">
        <Tabs label={label} names={names} chosen={chosen} onChoose={layout.show} />
        <button
          type="button"
          aria-pressed={isEnlarged}
          aria-label={`Enlarge: ${label}`}
          title={isEnlarged ? "Show both sides" : "Show only this side"}
          onClick={() => (layout.enlarged.value = isEnlarged ? undefined : side)}
        >
          {isEnlarged ? "⤡" : "⤢"}
        </button>
      </div>
      <View name={chosen} />
    </section>
  );
}

function View({ name }: { readonly name: ViewName }): JSX.Element {
  const Component = components[name];
  return (
    <div class="view" role="tabpanel" id={`view-${name}`} aria-labelledby={`tab-${name}`}>
      <Component />
    </div>
  );
}
