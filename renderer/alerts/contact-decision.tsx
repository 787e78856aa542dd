/** The contact decision with every rule and its reason, the passing ones too. */
import type { ContactDecision, ContactRule } from "#shared/model/contact.ts";
import { contactReason } from "../copy/contact.ts";
import { nearText } from "../copy/time.ts";
import { useHubNow } from "../state/hub-time.ts";
import { useCopy, useLanguage, useTimeZone } from "../state/use-desk.ts";
import { Chip, Dot } from "../ui/controls.tsx";
import type { IconName } from "../ui/icons.tsx";
import { Icon } from "../ui/icons.tsx";

const SIGNS: Readonly<Record<ContactRule["verdict"], { readonly icon: IconName; readonly tone: string }>> = {
  passes: { icon: "check", tone: "text-ok" },
  warns: { icon: "clock", tone: "text-warn" },
  refuses: { icon: "cross", tone: "text-bad" },
  exempt: { icon: "check", tone: "text-ok" },
  "not-applicable": { icon: "minus", tone: "" },
};

export function ContactDecisionView({ decision }: { readonly decision: ContactDecision }) {
  const { alerts, contact } = useCopy();
  const language = useLanguage();
  const zone = useTimeZone();
  const now = useHubNow();
  const timeText = (at: number) => nearText(at, now, zone);
  const until = decision.until === undefined ? "" : timeText(decision.until);
  return (
    <section data-testid="contact-decision" data-allowed={decision.allowed}>
      <h3 className="section-head">
        {alerts.contact}
        <Chip tone={decision.allowed ? "ok" : decision.channel === "wait" ? "warn" : "bad"}>
          <Dot tone={decision.allowed ? "ok" : decision.channel === "wait" ? "warn" : "bad"} />
          <b>{contact.channel[decision.channel](until)}</b>
        </Chip>
      </h3>
      <ul className="rules">
        {decision.rules.map((rule) => (
          <li key={rule.id} data-testid="contact-rule" data-rule={rule.id} data-verdict={rule.verdict}>
            <span className={SIGNS[rule.verdict].tone}>
              <Icon name={SIGNS[rule.verdict].icon} size={14} />
            </span>
            <span className="rule-name">{contact.rule[rule.id]}</span>
            <span
              className={
                rule.verdict === "refuses" ? "rule-reason text-bad" : rule.verdict === "warns" ? "rule-reason text-warn" : "rule-reason"
              }
            >
              {contactReason(language, rule, timeText)}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}
