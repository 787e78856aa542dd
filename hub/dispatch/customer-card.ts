/** The customer as a desk may see them before consent: masked name, never the full one. */
import { datedText } from "#shared/domain/guidance/dated-text.ts";
import { DAY_MS } from "#shared/lib/duration.ts";
import type { Customer } from "#shared/model/person.ts";
import type { CustomerCard } from "#shared/model/views.ts";
import type { Content } from "../content/content.ts";

export function customerCard(customer: Customer, content: Content): CustomerCard {
  const manager = content.specialists.find((known) => known.id === customer.managerId);
  return {
    id: customer.id,
    maskedName: customer.maskedName,
    customerNumberTail: customer.customerNumberTail,
    city: customer.city,
    managerName: manager?.name ?? null,
    managerId: manager?.id ?? null,
    since: customer.since,
    tags: customer.tags,
    holdings: customer.holdings,
    notes: customer.notes.map((note) => ({
      text: datedText(note.text, content.contentEpoch, content.policies.contact.timeZone),
      by: note.by,
      at: content.contentEpoch + note.dayOffset * DAY_MS,
    })),
  };
}
