/** The contact decision inside a drawer: what speaks against it open, the rest folded; loading, failed and held by another channel. */

import { nearText } from "../copy/time.ts";
import { useHubNow } from "../state/hub-time.ts";
import { useCopy, useIsOnline, useTimeZone } from "../state/use-desk.ts";
import { Failure } from "../ui/controls.tsx";
import { ContactRules, DecisionChip } from "./contact-decision.tsx";
import type { Weighing } from "./use-weighing.ts";

type WeighedProps = {
  readonly weighing: Weighing;
  /** What to say when nothing speaks against it. */
  readonly allowed: string;
  readonly refusedNote?: string;
};

export function Weighed({ weighing, allowed, refusedNote }: WeighedProps) {
  const { alerts, byHand, errors } = useCopy();
  const zone = useTimeZone();
  const now = useHubNow();
  const isOnline = useIsOnline();
  const { decision, heldUntil, error, again } = weighing;
  if (decision === null) {
    if (error !== null && isOnline)
      return <Failure text={`${byHand.weighFailed}: ${errors[error.code]}`} action={byHand.retry} onAction={again} testId="weigh-failed" />;
    // Offline the form says so once, at its foot.
    return isOnline ? (
      <p className="meta" role="status" data-testid="weighing">
        {byHand.weighing}
      </p>
    ) : null;
  }
  const pressing = decision.rules.filter(({ verdict }) => verdict === "refuses" || verdict === "warns");
  const others = decision.rules.filter((rule) => !pressing.includes(rule));
  return (
    <section data-testid="weighed" data-allowed={decision.allowed} aria-live="polite">
      <h3 className="section-head">
        {alerts.contact}
        <DecisionChip decision={decision} allowed={allowed} />
      </h3>
      {heldUntil !== null && heldUntil > now ? <p className="meta text-warn">{byHand.heldUntil(nearText(heldUntil, now, zone))}</p> : null}
      {decision.allowed || refusedNote === undefined ? null : <p className="meta text-warn">{refusedNote}</p>}
      <ContactRules rules={pressing} />
      <details className="contact-others">
        <summary>{pressing.length === 0 ? byHand.allRules(others.length) : byHand.otherRules(others.length)}</summary>
        <ContactRules rules={others} />
      </details>
    </section>
  );
}
