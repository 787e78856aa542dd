/**
 * A pickup: of several who want an alert one gets it, and with it a help session and whatever else waits on the same journey.
 *
 * What may happen to an alert is `shared/domain/alert`, how a change is kept `alert-book.ts`, the help session `hub/help-session`.
 */
import { randomUUID } from "node:crypto";
import type { Reply } from "#shared/contract/errors.ts";
import { refuse } from "#shared/contract/errors.ts";
import { askedFirst } from "#shared/domain/alert/eligibility.ts";
import * as transitions from "#shared/domain/alert/transitions.ts";
import type { Alert } from "#shared/model/alert.ts";
import type { HelpSession } from "#shared/model/help-session.ts";
import type { AlertId } from "#shared/model/ids.ts";
import { helpSessionIdSchema } from "#shared/model/ids.ts";
import type { Specialist } from "#shared/model/person.ts";
import type { Audit } from "../audit/audit.ts";
import type { ContactOffice } from "../decide/contact-office.ts";
import { addressee, contactRefused } from "../decide/contact-office.ts";
import type { HelpSessions } from "../help-session/help-sessions.ts";
import type { Metrics } from "../platform/metrics.ts";
import type { AlertBook } from "./alert-book.ts";
import { readAlert, readUnresolved } from "./alert-store.ts";
import type { DeskLog } from "./desk-log.ts";

export type PickUpParts = {
  readonly deskLog: DeskLog;
  readonly audit: Audit;
  readonly contacts: ContactOffice;
  readonly sessions: HelpSessions;
  readonly metrics: Metrics;
  readonly now: () => number;
};

type Picked = { readonly alert: Alert; readonly changes: readonly [before: Alert, after: Alert][]; readonly begun: HelpSession | null };

/** Joins the help session their customer is in already, whoever it was offered to: nobody else is disturbed. */
export function attach(alert: Alert, helping: HelpSession, now: number): Alert {
  return {
    ...alert,
    state: { status: "picked-up", by: helping.specialistId, at: now, helpSessionId: helping.id },
    revision: alert.revision + 1,
  };
}

export function createPickUp({ deskLog, audit, contacts, sessions, metrics, now }: PickUpParts, book: AlertBook) {
  /** One transaction: the alert, the help session, whatever else waits on the same journey, and the record of it. */
  async function run(specialist: Specialist, alertId: AlertId): Promise<Reply<Picked>> {
    const helpSessionId = helpSessionIdSchema.parse(`hs-${randomUUID()}`);
    return deskLog.commit(async (trx, write): Promise<Reply<Picked>> => {
      const before = await readAlert(trx, alertId);
      if (!before) return refuse("no-such-alert");
      const picked = transitions.pickUp(before.alert, specialist, helpSessionId, now());
      if (!picked.ok) return book.refusalOf(picked.error);
      if (picked.value === before.alert) return { ok: true, value: { alert: before.alert, changes: [], begun: null } };
      const contact = await contacts.decide(book.customerOf(before.alert.customerId), askedFirst(before.alert), trx);
      if (!contact.allowed) return contactRefused(contact);
      const saved = await book.save(trx, write, before, picked.value);
      if (!saved) return refuse("stale-revision");
      const permit = await contacts.permit(addressee(saved.alert.customerId, saved.alert.journeyId), "in-app", helpSessionId);
      const begun = await sessions.begin(trx, write, saved.alert, specialist, helpSessionId, permit);
      const changes: [Alert, Alert][] = [[before.alert, saved.alert]];
      for (const other of await readUnresolved(trx, saved.alert.journeyId)) {
        if (other.alert.state.status === "picked-up") continue;
        const attached = await book.save(trx, write, other, attach(other.alert, begun, now()));
        if (attached) changes.push([other.alert, attached.alert]);
      }
      await audit.write(trx, {
        actor: specialist.id,
        action: "alert-picked-up",
        subject: helpSessionId,
        detail: { alertId, kind: saved.alert.breakpoint.kind },
      });
      return { ok: true, value: { alert: saved.alert, changes, begun } };
    });
  }

  return async (specialist: Specialist, alertId: AlertId): Promise<Reply<{ alert: Alert; helpSession: HelpSession }>> => {
    const picked = await run(specialist, alertId);
    metrics.pickups.inc({ result: picked.ok ? "won" : picked.error.code });
    if (!picked.ok) return picked;
    const { alert, changes, begun } = picked.value;
    for (const [before, after] of changes) book.follow(before, after);
    if (begun) sessions.begun(begun);
    const helpSession = begun ?? (alert.state.status === "picked-up" ? await sessions.read(alert.state.helpSessionId) : null);
    return helpSession ? { ok: true, value: { alert, helpSession } } : refuse("no-such-help-session");
  };
}
