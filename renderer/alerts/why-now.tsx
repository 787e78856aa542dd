/** Why this alert came: the behaviour, the limit it passed, the sample a learned one rests on, and what the alert budget has to do with it. */
import type { Alert } from "#shared/model/alert.ts";
import type { AlertPolicy } from "#shared/model/views.ts";
import { countText, dateText, nearText, spanText } from "../copy/time.ts";
import { useHubNow } from "../state/hub-time.ts";
import { useCopy, useDeskState, useTimeZone } from "../state/use-desk.ts";
import { budgetNote, limitShown } from "../state/why.ts";

export function WhyNow({ alert, policy }: { readonly alert: Alert; readonly policy: AlertPolicy | undefined }) {
  return (
    <section className="why-now" data-testid="why-now">
      <LimitLine alert={alert} policy={policy} />
      <BudgetNote alert={alert} />
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
      ? shown.from === null
        ? why.limit.learnedSample(countText(shown.n))
        : why.limit[shown.limitMs > shown.from.limitMs ? "lengthened" : "learnedFrom"](
            Math.round(shown.from.quantile * 100),
            shown.from.factor,
            countText(shown.n),
            spanText(shown.from.limitMs),
          )
      : shown.kind === "none"
        ? null
        : why.limit.fixed;
  const { learnedFrom = null, learnedUntil = null, journeys = 0, demoJourneys = 0 } = policy ?? {};
  return (
    <div>
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
    </div>
  );
}

/** What the alert budget has to do with it: a place taken, or why it waits and until when; and that it came late. */
function BudgetNote({ alert }: { readonly alert: Alert }) {
  const { why } = useCopy();
  const zone = useTimeZone();
  const now = useHubNow();
  const colleagues = useDeskState((state) => state.colleagues);
  const { budget, state } = alert;
  const note = budgetNote(alert);
  const whose =
    budget === undefined || budget.desk === "pool"
      ? why.budget.pool
      : (colleagues.find(({ specialist }) => specialist.id === budget.desk)?.specialist.name ?? budget.desk);
  const text =
    note === "takes" && budget !== undefined
      ? why.budget.takes(whose, budget.perHour)
      : note === "asked"
        ? why.budget.asked
        : state.status !== "waiting"
          ? null
          : [
              state.because === "budget-spent"
                ? why.budget.spent(whose, state.perHour)
                : why.budget.othersFirst(whose, state.perHour, state.ahead),
              state.freeAt === null ? why.budget.unforeseen : why.budget.freeAt(nearText(state.freeAt, now, zone)),
            ].join(" · ");
  return (
    <>
      {text === null ? null : (
        <p className={note === "waits" ? "why-budget text-warn" : "why-budget"} data-testid="budget-note" data-kind={note}>
          {text}
        </p>
      )}
      {alert.late === true ? (
        <p className="why-budget text-warn" data-testid="late-note">
          {why.budget.late}
        </p>
      ) : null}
    </>
  );
}
