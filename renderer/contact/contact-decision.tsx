/** The contact decision with every rule and its reason, the passing ones too. */
import type { ContactDecision, ContactRule } from "#shared/model/contact.ts";
import type { CustomerCard } from "#shared/model/views.ts";
import { contactReason } from "../copy/contact.ts";
import { nearText } from "../copy/time.ts";
import { useHubNow } from "../state/hub-time.ts";
import { useCopy, useLanguage, useTimeZone } from "../state/use-desk.ts";
import { Chip, Dot } from "../ui/controls.tsx";
import type { IconName } from "../ui/icons.tsx";
import { Icon } from "../ui/icons.tsx";
import { ContactButtons } from "./contact-buttons.tsx";

const SIGNS: Readonly<Record<ContactRule["verdict"], { readonly icon: IconName; readonly tone: string }>> = {
  passes: { icon: "check", tone: "text-ok" },
  warns: { icon: "clock", tone: "text-warn" },
  refuses: { icon: "cross", tone: "text-bad" },
  exempt: { icon: "check", tone: "text-ok" },
  "not-applicable": { icon: "minus", tone: "" },
};

/**
 * The decision in a word: may be contacted, not before when, or not at all.
 *
 * @param allowed what to say when nothing speaks against it, for another way than in the app
 */
export function DecisionChip({ decision, allowed }: { readonly decision: ContactDecision; readonly allowed?: string }) {
  const { contact } = useCopy();
  const zone = useTimeZone();
  const now = useHubNow();
  const tone = decision.allowed ? "ok" : decision.channel === "wait" ? "warn" : "bad";
  return (
    <Chip tone={tone}>
      <Dot tone={tone} />
      <b>
        {decision.allowed && allowed !== undefined
          ? allowed
          : contact.channel[decision.channel](decision.until === undefined ? "" : nearText(decision.until, now, zone))}
      </b>
    </Chip>
  );
}

export function ContactRules({ rules }: { readonly rules: readonly ContactRule[] }) {
  const { contact } = useCopy();
  const language = useLanguage();
  const zone = useTimeZone();
  const now = useHubNow();
  if (rules.length === 0) return null;
  return (
    <ul className="rules">
      {rules.map((rule) => (
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
            {contactReason(language, rule, (at) => nearText(at, now, zone))}
          </span>
        </li>
      ))}
    </ul>
  );
}

/** @param customer whom the buttons below it are about; null when nobody is signed in */
export function ContactDecisionView({
  decision,
  customer,
}: {
  readonly decision: ContactDecision;
  readonly customer: CustomerCard | null;
}) {
  const { alerts } = useCopy();
  return (
    <section data-testid="contact-decision" data-allowed={decision.allowed}>
      <h3 className="section-head">
        {alerts.contact}
        <DecisionChip decision={decision} />
      </h3>
      <ContactRules rules={decision.rules} />
      <ContactButtons customer={customer} />
    </section>
  );
}
