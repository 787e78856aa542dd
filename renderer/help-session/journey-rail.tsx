/** The journey in vertical form, and who is present. Without a journey card (an expert's desk) only the steps' names. */
import { spanText } from "../copy/time.ts";
import { shownName } from "../state/help-session-view.ts";
import { useHubNow } from "../state/hub-time.ts";
import { spentOn } from "../state/journey-times.ts";
import { useCopy, useDeskState, useWords } from "../state/use-desk.ts";
import { useHelpSession, useLive } from "../state/use-help-session.ts";
import { Dot } from "../ui/controls.tsx";

export function JourneyRail() {
  const { helpSession: copy } = useCopy();
  const words = useWords();
  const now = useHubNow();
  const { session, flow, journey, stepId } = useHelpSession();
  const at = flow?.steps.findIndex((step) => step.id === stepId) ?? -1;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by the keyboard
    <aside className="journey-rail" tabIndex={0} aria-label={copy.journey}>
      <h2 className="section-head">{copy.journey}</h2>
      <ol data-testid="journey-rail">
        {flow?.steps.map((step, index) => {
          const spentMs = journey === undefined ? 0 : spentOn(journey, step.id, now);
          const visits = journey?.steps.find((known) => known.stepId === step.id)?.visits ?? 0;
          return (
            <li
              key={step.id}
              className={index < at ? "rail-step done" : index === at ? "rail-step here" : "rail-step"}
              aria-current={index === at ? "step" : undefined}
            >
              <span className="rail-name">{words(step.title)}</span>
              {spentMs > 0 ? <span className="caption">{copy.visits(spanText(spentMs), visits)}</span> : null}
            </li>
          );
        })}
      </ol>
      {session.state.status === "active" ? <Present /> : null}
    </aside>
  );
}

const TONES = { customer: "plain", specialist: "accent", expert: "expert", supervisor: "plain" } as const;

function Present() {
  const { helpSession: copy } = useCopy();
  const { session } = useHelpSession();
  const me = useDeskState((state) => state.me);
  const myId = useLive((view) => view.me);
  const shown = session.participants.filter((one) => one.status !== "left" && one.status !== "declined");
  return (
    <section className="present">
      <h2 className="section-head">{copy.present}</h2>
      <ul>
        {shown.map((one) => {
          const isMe = one.id === myId || one.specialistId === me?.id;
          const status = copy.participantStatus[one.status];
          const name = shownName(one);
          return (
            <li key={one.id} data-testid="participant" data-participant={one.id} data-status={one.status}>
              <Dot tone={TONES[one.role]} />
              <span className={one.status === "present" ? "cut" : "cut meta"}>{name ?? copy.role[one.role]}</span>
              <span className="meta">{isMe ? copy.me : status !== "" ? status : name === null ? "" : copy.role[one.role]}</span>
            </li>
          );
        })}
      </ul>
    </section>
  );
}
