/** The journey's steps in a line that breaks at the stuck one, with time spent and typical time (its n beside it). */
import type { Alert } from "#shared/model/alert.ts";
import type { Flow } from "#shared/model/flow.ts";
import type { AlertDetails } from "#shared/model/views.ts";
import { countText, spanText } from "../copy/time.ts";
import { ENOUGH_SAMPLES, spentOn } from "../state/journey-times.ts";
import { useCopy, useWords } from "../state/use-desk.ts";

export function StepTimeline(props: { readonly alert: Alert; readonly details: AlertDetails; readonly flow: Flow; readonly now: number }) {
  const { alert, details, flow, now } = props;
  const { alerts } = useCopy();
  const words = useWords();
  const { journey, typical } = details;
  const at = flow.steps.findIndex((step) => step.id === journey.stepId);
  const stuck = journey.status === "finished" ? -1 : flow.steps.findIndex((step) => step.id === alert.stepId);
  const hasDemo = typical.some((known) => (known.demo ?? 0) > 0);
  return (
    <>
      <ol
        className="step-timeline"
        style={{ gridTemplateColumns: `repeat(${flow.steps.length}, minmax(0, 1fr))` }}
        data-testid="step-timeline"
      >
        {flow.steps.map((step, index) => {
          const spentMs = spentOn(journey, step.id, now);
          const usual = typical.find((known) => known.stepId === step.id && known.flowId === flow.id);
          const isEnough = usual !== undefined && usual.n >= ENOUGH_SAMPLES;
          const isStuck = index === stuck;
          const wasSeen = spentMs > 0 || index <= at;
          const scaleMs = Math.max(spentMs, isEnough ? usual.medianMs * 1.25 : 0, 1);
          const tone = isStuck ? (alert.breakpoint.severity === "urgent" ? "stuck urgent" : "stuck") : wasSeen ? "seen" : "todo";
          return (
            <li key={step.id} className={`step ${tone}`} aria-current={index === at ? "step" : undefined}>
              <span className="step-name cut" title={words(step.title)}>
                <em>{index + 1}</em> {words(step.title)}
              </span>
              <i className="step-bar" />
              <span className="step-spent">{spentMs > 0 ? spanText(spentMs) : "–"}</span>
              <span className="bullet">
                <i style={{ width: `${(spentMs / scaleMs) * 100}%` }} />
                {isEnough ? <u style={{ left: `${(usual.medianMs / scaleMs) * 100}%` }} /> : null}
              </span>
              <span className="step-typical cut">{isEnough ? alerts.typical(spanText(usual.medianMs)) : alerts.tooFew}</span>
              {usual === undefined ? null : <span className="step-typical cut">{alerts.sampleOf(countText(usual.n))}</span>}
            </li>
          );
        })}
      </ol>
      {hasDemo ? <p className="caption step-demo">{alerts.sampleHasDemo}</p> : null}
    </>
  );
}
