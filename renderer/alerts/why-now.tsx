/** Why this alert came: the behaviour, the limit it passed and the sample a learned one rests on; the need score with its reasons. */
import type { Alert } from "#shared/model/alert.ts";
import type { AlertNeed } from "#shared/model/need-score.ts";
import type { AlertPolicy } from "#shared/model/views.ts";
import { countText, dateText, nearText, spanText } from "../copy/time.ts";
import { useHubNow } from "../state/hub-time.ts";
import { useCopy, useDeskState, useTimeZone } from "../state/use-desk.ts";
import { budgetNote, limitShown, percentOf, reasonShare01 } from "../state/why.ts";

/** The longest bar beside a reason. */
const REASON_PX = 24;

export function WhyNow({ alert, policy }: { readonly alert: Alert; readonly policy: AlertPolicy | undefined }) {
  const { why } = useCopy();
  return (
    <section className="capsule-section" data-testid="why-now">
      <h3 className="section-head">
        {why.title} {policy === undefined ? null : <span>{why.policy(policy.version.slice(0, 8))}</span>}
      </h3>
      <div className="why-two">
        <LimitLine alert={alert} policy={policy} />
        <NeedScoreView need={alert.need} />
      </div>
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
      <BudgetNote alert={alert} />
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

function NeedScoreView({ need }: { readonly need: AlertNeed | undefined }) {
  const { why } = useCopy();
  const zone = useTimeZone();
  if (need === undefined) {
    return (
      <p className="meta" data-testid="need-score" data-score="none">
        {why.score}: {why.noScore}
      </p>
    );
  }
  const { source, from, until, journeys, demoJourneys = 0 } = need.model;
  const score = percentOf(need.notFinish01);
  return (
    <div data-testid="need-score" data-score={score} data-source={source}>
      <p className="need-head">
        <b className="need-number">{score}</b>
        <span>
          <b>{why.score}</b>
          <span className="why-source">{why.scoreMeans(score, percentOf(need.stillThere01))}</span>
        </span>
      </p>
      {need.reasons.length === 0 ? <p className="meta">{why.noReasons}</p> : null}
      <ul className="need-reasons">
        {need.reasons.map(({ kind, logOdds }) => (
          <li key={kind} data-testid="need-reason" data-kind={kind} className={logOdds > 0 ? "more" : "less"}>
            <i style={{ width: `${reasonShare01(logOdds, need.reasons) * REASON_PX}px` }} />
            <span>{logOdds > 0 ? why.more(kind) : why.less(kind)}</span>
          </li>
        ))}
      </ul>
      <p className="why-window" data-testid="need-model">
        {why.model[source]}
        {demoJourneys > 0 ? ` · ${why.demo(countText(demoJourneys))}` : null}
      </p>
      <p className="why-window">{why.modelSample(need.modelVersion, dateText(from, zone), dateText(until, zone), countText(journeys))}</p>
    </div>
  );
}
