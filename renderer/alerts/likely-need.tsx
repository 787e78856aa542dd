/** 可能想问: one line of the capsule with the need the hub reads, how sure it is and what that rests on; nothing where it abstains. */
import { useEffect, useRef } from "react";
import type { Alert } from "#shared/model/alert.ts";
import type { Flow } from "#shared/model/flow.ts";
import type { AlertDetails } from "#shared/model/views.ts";
import { groundText } from "../copy/likely-need.ts";
import { useCopy, useDesk, useDeskState, useLanguage, useWords } from "../state/use-desk.ts";
import { Chip } from "../ui/controls.tsx";
import { Icon } from "../ui/icons.tsx";

export function LikelyNeedLine({ alert, details, flow }: { readonly alert: Alert; readonly details: AlertDetails; readonly flow: Flow }) {
  const { alerts, likelyNeed: copy } = useCopy();
  const language = useLanguage();
  const words = useWords();
  useReadAgain(alert);
  const need = details.likelyNeed;
  if (need === undefined) return null;
  const grounds = need.grounds.map((ground) =>
    groundText(language, ground, {
      step: ground.kind === "step" ? words(flow.steps.find((step) => step.id === ground.stepId)?.title) : "",
      behaviour: ground.kind === "breakpoint" ? alerts.behaviour[ground.breakpointKind](alert.breakpoint.count) : "",
      flow: words(flow.title),
    }),
  );
  const isRead = need.grounds.some(({ kind }) => kind === "said");
  return (
    <p className="capsule-sub" data-testid="likely-need" data-intent={need.intentId}>
      <span className="row">
        <Icon name="search" size={14} /> {copy.title}
        <b>{words(need.label)}</b>
        <Chip title={isRead ? copy.shareOfReadings : copy.shareOfPlace}>{copy.share(Math.round(need.confidence01 * 100))}</Chip>
      </span>
      {grounds.length > 0 ? <span>{copy.basedOn(grounds)}</span> : null}
      <span>{copy.samples(need.samples)}</span>
    </p>
  );
}

/** What the customer writes to the assistant changes the reading: the capsule is asked for again. */
function useReadAgain(alert: Alert): void {
  const desk = useDesk();
  const written = useDeskState(
    (state) =>
      [...state.log.chat.values()].filter(({ journeyId, from }) => journeyId === alert.journeyId && from.kind === "customer").length,
  );
  const known = useRef(written);
  useEffect(() => {
    if (known.current === written) return;
    known.current = written;
    void desk.alerts.read(alert.id);
  }, [desk, alert.id, written]);
}
