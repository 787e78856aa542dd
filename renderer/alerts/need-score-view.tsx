/** The need score of the capsule: the number, what it says, its reasons as sentences, and what its model was trained on. */
import type { AlertNeed } from "#shared/model/need-score.ts";
import { countText, dateText } from "../copy/time.ts";
import { useCopy, useTimeZone } from "../state/use-desk.ts";
import { percentOf, reasonShare01 } from "../state/why.ts";

/** The longest bar beside a reason. */
const REASON_PX = 24;

export function NeedScoreView({ need }: { readonly need: AlertNeed | undefined }) {
  const { why } = useCopy();
  const zone = useTimeZone();
  if (need === undefined) {
    return (
      <section className="need-score" data-testid="need-score" data-score="none">
        <h3 className="section-head">{why.score}</h3>
        <p className="meta">{why.noScore}</p>
      </section>
    );
  }
  const { source, from, until, journeys, demoJourneys = 0 } = need.model;
  const score = percentOf(need.notFinish01);
  return (
    <section className="need-score" data-testid="need-score" data-score={score} data-source={source}>
      <h3 className="section-head">
        {why.score} <b className="need-number">{score}</b>
      </h3>
      <p className="need-means">{why.scoreMeans(score, percentOf(need.stillThere01))}</p>
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
      <p className="why-window need-model">
        <span>{why.modelName(need.modelVersion)}</span>
        <span>{why.modelSample(dateText(from, zone), dateText(until, zone), countText(journeys))}</span>
      </p>
    </section>
  );
}
