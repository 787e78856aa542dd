/**
 * Alerts as rows: read, insert once by key, and compare-and-set by revision, which is what makes a pickup atomic also between hubs.
 *
 * Owns the row form only; transitions are `shared/domain/alert`, use cases `alert-desk.ts`.
 */

import type { Alert } from "#shared/model/alert.ts";
import { alertSchema } from "#shared/model/alert.ts";
import type { AlertId, JourneyId } from "#shared/model/ids.ts";
import type { Database } from "../store/open-store.ts";
import type { Trx } from "./desk-log.ts";
import type { Readers } from "./readers.ts";
import { joinReaders } from "./readers.ts";

export type StoredAlert = { readonly alert: Alert; readonly readers: Readers };
type Reader = Database | Trx;

const fromRow = (row: { body: string; readers: string }): StoredAlert => ({
  alert: alertSchema.parse(JSON.parse(row.body)),
  readers: JSON.parse(row.readers) as Readers,
});

export async function readAlert(reader: Reader, alertId: AlertId): Promise<StoredAlert | null> {
  const row = await reader.selectFrom("alerts").select(["body", "readers"]).where("id", "=", alertId).executeTakeFirst();
  return row ? fromRow(row) : null;
}

export async function readAlertByKey(reader: Reader, key: string): Promise<StoredAlert | null> {
  const row = await reader.selectFrom("alerts").select(["body", "readers"]).where("alert_key", "=", key).executeTakeFirst();
  return row ? fromRow(row) : null;
}

export async function readUnresolved(reader: Reader, journeyId?: JourneyId): Promise<StoredAlert[]> {
  let query = reader.selectFrom("alerts").select(["body", "readers"]).where("status", "!=", "resolved");
  if (journeyId !== undefined) query = query.where("journey_id", "=", journeyId);
  return (await query.orderBy("raised_at").execute()).map(fromRow);
}

/** Alerts offered after `since`: what of an hour's budget they have taken. */
export async function readRaisedSince(reader: Reader, since: number): Promise<Alert[]> {
  const rows = await reader.selectFrom("alerts").select(["body", "readers"]).where("raised_at", ">", since).execute();
  return rows.map((row) => fromRow(row).alert);
}

/** Keys that have been raised, with their status: what a restart compares its replay with. */
export async function readKeys(reader: Reader): Promise<Map<string, string>> {
  const rows = await reader.selectFrom("alerts").select(["alert_key", "status"]).execute();
  return new Map(rows.map((row) => [row.alert_key, row.status]));
}

/** False when the key was raised before: the breakpoint has its alert already. */
export async function insertAlert(trx: Trx, alert: Alert, readers: Readers): Promise<boolean> {
  const result = await trx
    .insertInto("alerts")
    .values({
      id: alert.id,
      alert_key: alert.key,
      journey_id: alert.journeyId,
      status: alert.state.status,
      raised_at: alert.raisedAt,
      revision: alert.revision,
      readers: JSON.stringify(readers),
      body: JSON.stringify(alert),
    })
    .onConflict((conflict) => conflict.column("alert_key").doNothing())
    .executeTakeFirst();
  return Number(result.numInsertedOrUpdatedRows ?? 0) === 1;
}

/** Null when somebody else changed the alert since `before` was read. */
export async function replaceAlert(trx: Trx, before: StoredAlert, after: Alert, readers: Readers): Promise<StoredAlert | null> {
  const allReaders = joinReaders(before.readers, readers);
  const result = await trx
    .updateTable("alerts")
    .set({
      status: after.state.status,
      raised_at: after.raisedAt,
      revision: after.revision,
      readers: JSON.stringify(allReaders),
      body: JSON.stringify(after),
    })
    .where("id", "=", after.id)
    .where("revision", "=", before.alert.revision)
    .executeTakeFirst();
  return Number(result.numUpdatedRows) === 1 ? { alert: after, readers: allReaders } : null;
}
