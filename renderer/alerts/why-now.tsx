/** Why this alert came: the behaviour, the limit it passed, and the sample a learned limit rests on. */
import type { Alert } from "#shared/model/alert.ts";
import type { AlertPolicy } from "#shared/model/views.ts";
import { countText, dateText, spanText } from "../copy/time.ts";
import { useCopy, useTimeZone } from "../state/use-desk.ts";
import { limitShown } from "../state/why.ts";

export function WhyNow({ alert, policy }: { readonly alert: Alert; readonly policy: AlertPolicy | undefined }) {
  const { why } = useCopy();
  return (
    <section className="capsule-section" data-testid="why-now">
      <h3 className="section-head">
        {why.title} {policy === undefined ? null : <span>{why.policy(policy.version.slice(0, 8))}</span>}
      </h3>
      <LimitLine alert={alert} policy={policy} />
    </section>
  );
}

function LimitLine({ alert, policy }: { readonly alert: Alert; readonly policy: AlertPolicy | undefined }) {
  const { alerts, why } = useCopy();
  const zone = useTimeZone();
  const { breakpoint } = alert;
  const shown = limitShown(breakpoint, policy);
  const name = alerts.behaviour[breakpoint.kind](breakpoint.count);
  const limit =
    shown.kind === "none"
      ? why.limit.none
      : shown.kind === "count"
        ? why.limit.count(shown.limit, shown.withinMs === null ? null : spanText(shown.withinMs))
        : why.limit[shown.kind](spanText(shown.limitMs));
  const source =
    shown.kind === "learned"
      ? shown.quantile === undefined || shown.factor === undefined
        ? why.limit.learnedSample(countText(shown.n))
        : why.limit.learnedFrom(Math.round(shown.quantile * 100), shown.factor, countText(shown.n))
      : shown.kind === "none"
        ? null
        : why.limit.fixed;
  const { learnedFrom = null, learnedUntil = null, journeys = 0, demoJourneys = 0 } = policy ?? {};
  return (
    <>
      <p className="why-limit" data-testid="limit-line" data-kind={shown.kind}>
        <b>{name}</b>
        <span>{limit}</span>
        {source === null ? null : <span className="why-source">{source}</span>}
      </p>
      {shown.kind === "learned" && learnedFrom !== null && learnedUntil !== null ? (
        <p className="caption why-window">
          {why.window(dateText(learnedFrom, zone), dateText(learnedUntil, zone), countText(journeys))}
          {demoJourneys > 0 ? ` · ${why.demo(countText(demoJourneys))}` : null}
        </p>
      ) : null}
    </>
  );
}
