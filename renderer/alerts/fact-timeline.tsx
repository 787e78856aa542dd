/** Facts with their times, newest first. Says what was observed, nothing more. */
import { useState } from "react";
import type { Fact } from "#shared/model/fact.ts";
import type { Flow } from "#shared/model/flow.ts";
import type { JourneyCard } from "#shared/model/journey.ts";
import { reasonText } from "../copy/facts.ts";
import { secondText } from "../copy/time.ts";
import { useCopy, useLanguage, useTimeZone, useWords } from "../state/use-desk.ts";
import { Button } from "../ui/controls.tsx";

const SHOWN_AT_FIRST = 9;
const FAILURES: readonly string[] = [
  "verification-failed",
  "field-rejected",
  "upload-failed",
  "submit-failed",
  "click-ignored",
  "rage-clicked",
  "signature-aborted",
  "session-expiring",
  "network-lost",
  "help-requested",
  "page-left",
];

export function FactTimeline({ journey, flow }: { readonly journey: JourneyCard; readonly flow: Flow | undefined }) {
  const { alerts } = useCopy();
  const [isWhole, setIsWhole] = useState(false);
  const newestFirst = journey.facts.toReversed();
  const shown = isWhole ? newestFirst : newestFirst.slice(0, SHOWN_AT_FIRST);
  const more = newestFirst.length - SHOWN_AT_FIRST;
  return (
    <section data-testid="facts">
      <h3 className="section-head">
        {alerts.facts} <span>{alerts.factsNote(newestFirst.length, alerts.channel[journey.channel])}</span>
      </h3>
      <ol className="facts">
        {shown.map((fact) => (
          <FactLine key={fact.id} fact={fact} flow={flow} />
        ))}
      </ol>
      {more > 0 ? (
        <Button size="sm" look="ghost" className="facts-more" onClick={() => setIsWhole(!isWhole)}>
          {isWhole ? alerts.factsLess : alerts.factsMore(more)}
        </Button>
      ) : null}
    </section>
  );
}

function FactLine({ fact, flow }: { readonly fact: Fact; readonly flow: Flow | undefined }) {
  const { facts } = useCopy();
  const language = useLanguage();
  const words = useWords();
  const zone = useTimeZone();
  const { observation } = fact;
  const step = "stepId" in observation ? flow?.steps.find((known) => known.id === observation.stepId) : undefined;
  const field = "fieldId" in observation ? step?.fields.find((known) => known.id === observation.fieldId) : undefined;
  const code = "reason" in observation ? observation.reason : "";
  const sentence = facts[observation.kind]({
    step: words(step?.title),
    field: words(field?.label) || ("fieldId" in observation ? observation.fieldId : ""),
    fieldState: "state" in observation ? observation.state : null,
    reason: code === "" ? "" : reasonText(language, code),
    method: "method" in observation ? observation.method : null,
    flow: words(flow?.title),
  });
  return (
    <li className={FAILURES.includes(observation.kind) ? "fact key" : "fact"}>
      <time>{secondText(fact.at, zone)}</time>
      <span>{sentence}</span>
    </li>
  );
}
