/** What the ledger has to say of a contact beyond its outcome: a text that was not delivered, a call that spoke against the rules. */
import type { ContactRecord } from "#shared/model/person.ts";
import { contactReason } from "../copy/contact.ts";
import { nearText } from "../copy/time.ts";
import { useHubNow } from "../state/hub-time.ts";
import { useCopy, useLanguage, useTimeZone } from "../state/use-desk.ts";
import { Chip } from "../ui/controls.tsx";

/** @param isShort for a line with no room: the whole of it is then under the pointer and for readers of the screen's voice */
export function ContactLabel({ contact, isShort = false }: { readonly contact: ContactRecord; readonly isShort?: boolean }) {
  const { byHand } = useCopy();
  const whole = contact.delivery === "undelivered" ? byHand.undelivered : byHand.against;
  if (contact.delivery === undefined && (contact.against ?? []).length === 0) return null;
  const short = contact.delivery === "undelivered" ? byHand.undeliveredShort : byHand.againstShort;
  return (
    <span data-testid="contact-label">
      <Chip tone="warn" title={contact.delivery === "undelivered" ? byHand.undeliveredWhy : whole}>
        {isShort ? short : whole}
      </Chip>
    </span>
  );
}

/** The rules that spoke against a call when it was made. */
export function ContactAgainst({ contact }: { readonly contact: ContactRecord }) {
  const { contact: copy } = useCopy();
  const language = useLanguage();
  const zone = useTimeZone();
  const now = useHubNow();
  return (
    <>
      {(contact.against ?? []).map((rule) => (
        <p key={rule.id} className="meta">
          {copy.rule[rule.id]} · {contactReason(language, rule, (at) => nearText(at, now, zone))}
        </p>
      ))}
    </>
  );
}
