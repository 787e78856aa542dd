/**
 * Webhooks out: every alert and outcome of the desk log, signed, to each endpoint, again and again until it is taken or given up.
 *
 * Owns the outbox (`webhook_deliveries`) and its clock. The desk log is the source: its entries past our cursor become rows in the same
 * transaction that moves the cursor, so a kill loses and doubles none. A receiver may hear an event twice and knows it by its id.
 */

import { DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS } from "#shared/lib/duration.ts";
import type { DeskChange } from "#shared/model/desk-log.ts";
import { deskChangeSchema } from "#shared/model/desk-log.ts";
import type { DeskLog } from "../dispatch/desk-log.ts";
import { SIGNATURE_HEADER, signBody } from "../ingest/body-signature.ts";
import type { Background } from "../platform/background.ts";
import type { Deadlines } from "../platform/deadlines.ts";
import type { Log } from "../platform/log.ts";
import type { Metrics } from "../platform/metrics.ts";
import type { Database } from "../store/open-store.ts";
import type { Endpoint } from "./endpoints.ts";
import { eventOfChange } from "./event-of-change.ts";

/** Waits before each further attempt, in milliseconds: given up after the last, a day and a half after the event. */
export const RETRY_AFTER_MS: readonly number[] = [
  SECOND_MS,
  5 * SECOND_MS,
  30 * SECOND_MS,
  2 * MINUTE_MS,
  10 * MINUTE_MS,
  30 * MINUTE_MS,
  HOUR_MS,
  2 * HOUR_MS,
  4 * HOUR_MS,
  8 * HOUR_MS,
  8 * HOUR_MS,
  12 * HOUR_MS,
];
/** A receiver may ask for a longer wait, up to this. */
const LONGEST_ASKED_MS = HOUR_MS;
/** Delivered ones are remembered this long, so that a later entry of the same occasion is not told again. */
const REMEMBERED_MS = 7 * DAY_MS;
const ENTRIES_AT_ONCE = 500;
/** Requests to one endpoint at a time. */
const AT_ONCE = 4;
const CURSOR = "webhook-cursor";

type Outcome = { readonly result: "delivered" | "refused" | "unreachable" | "late"; readonly fault: string; readonly askedMs: number };

export type Webhooks = { end(): Promise<void> };

type WebhookParts = {
  readonly endpoints: readonly Endpoint[];
  readonly db: Database;
  readonly deskLog: DeskLog;
  readonly deadlines: Deadlines;
  readonly background: Background;
  readonly metrics: Metrics;
  readonly log: Log;
  readonly now: () => number;
};

export async function startWebhooks(parts: WebhookParts): Promise<Webhooks> {
  const { endpoints, db, deskLog, deadlines, background, metrics, log, now } = parts;
  if (endpoints.length === 0) {
    // Whoever is added later hears of what happens from then on, not of all history.
    await db.deleteFrom("settings").where("name", "=", CURSOR).execute();
    return { end: async () => {} };
  }
  const stopping = new AbortController();

  async function count(): Promise<void> {
    for (const status of ["waiting", "given-up"] as const) {
      const row = await db
        .selectFrom("webhook_deliveries")
        .select((e) => e.fn.countAll().as("n"))
        .where("status", "=", status)
        .executeTakeFirst();
      metrics.webhooks.set({ status }, Number(row?.n ?? 0));
    }
  }

  /** New entries of the desk log become rows; answers how many entries were read. */
  async function collect(): Promise<number> {
    return db.transaction().execute(async (trx) => {
      const stored = await trx.selectFrom("settings").select("value").where("name", "=", CURSOR).executeTakeFirst();
      const cursor = stored === undefined ? deskLog.seq : Number(stored.value);
      const entries = await trx
        .selectFrom("desk_log")
        .select(["seq", "change"])
        .where("seq", ">", cursor)
        .orderBy("seq")
        .limit(ENTRIES_AT_ONCE)
        .execute();
      const at = now();
      for (const entry of entries) {
        const event = eventOfChange(deskChangeSchema.parse(JSON.parse(entry.change)) satisfies DeskChange);
        if (event === null) continue;
        for (const endpoint of endpoints.filter(({ kinds }) => kinds?.includes(event.kind) ?? true)) {
          await trx
            .insertInto("webhook_deliveries")
            .values({
              endpoint: endpoint.id,
              event_id: event.id,
              body: JSON.stringify(event),
              status: "waiting",
              attempts: 0,
              created_at: at,
              next_at: at,
              last_fault: null,
            })
            .onConflict((conflict) => conflict.columns(["endpoint", "event_id"]).doNothing())
            .execute();
        }
      }
      const next = String(entries.at(-1)?.seq ?? cursor);
      await trx
        .insertInto("settings")
        .values({ name: CURSOR, value: next })
        .onConflict((conflict) => conflict.column("name").doUpdateSet({ value: next }))
        .execute();
      return entries.length;
    });
  }

  async function post(endpoint: Endpoint, row: { event_id: string; body: string }): Promise<Outcome> {
    const patience = AbortSignal.timeout(endpoint.timeoutMs);
    try {
      const response = await fetch(endpoint.url, {
        method: "POST",
        headers: {
          "content-type": "application/json",
          "baton-event-id": row.event_id,
          [SIGNATURE_HEADER]: signBody(Buffer.from(endpoint.secret, "hex"), row.body, now()),
        },
        body: row.body,
        // Elsewhere is another receiver, with whom no secret is shared.
        redirect: "manual",
        signal: AbortSignal.any([patience, stopping.signal]),
      });
      await response.body?.cancel();
      if (response.ok) return { result: "delivered", fault: "", askedMs: 0 };
      const asked = Number(response.headers.get("retry-after") ?? 0) * SECOND_MS;
      return { result: "refused", fault: `status ${response.status}`, askedMs: Number.isFinite(asked) ? asked : 0 };
    } catch (fault) {
      const isLate = patience.aborted;
      return { result: isLate ? "late" : "unreachable", fault: isLate ? "no answer in time" : codeOf(fault), askedMs: 0 };
    }
  }

  async function attempt(endpoint: Endpoint, row: { event_id: string; body: string; attempts: number }): Promise<void> {
    const { result, fault, askedMs } = await post(endpoint, row);
    if (stopping.signal.aborted && result !== "delivered") return; // the next start tries again
    metrics.webhookAttempts.inc({ result });
    const attempts = row.attempts + 1;
    const waitMs = RETRY_AFTER_MS[row.attempts];
    const isOver = result !== "delivered" && waitMs === undefined;
    if (isOver) log("error", "webhooks", "a webhook was given up", { endpoint: endpoint.id, attempts, fault });
    await db
      .updateTable("webhook_deliveries")
      .set({
        status: result === "delivered" ? "delivered" : isOver ? "given-up" : "waiting",
        attempts,
        next_at: now() + Math.max(waitMs ?? 0, Math.min(askedMs, LONGEST_ASKED_MS)),
        last_fault: result === "delivered" ? null : fault,
      })
      .where("endpoint", "=", endpoint.id)
      .where("event_id", "=", row.event_id)
      .execute();
  }

  async function deliver(endpoint: Endpoint): Promise<void> {
    const waiting = () =>
      db.selectFrom("webhook_deliveries").where("endpoint", "=", endpoint.id).where("status", "=", "waiting").orderBy("next_at");
    while (!stopping.signal.aborted) {
      const due = await waiting().select(["event_id", "body", "attempts"]).where("next_at", "<=", now()).limit(AT_ONCE).execute();
      if (due.length === 0) break;
      await Promise.all(due.map((row) => attempt(endpoint, row)));
      await count();
    }
    const next = await waiting().select("next_at").limit(1).executeTakeFirst();
    if (next) deadlines.set(`webhooks:${endpoint.id}`, Number(next.next_at), () => start(endpoint));
  }

  const running = new Set<string>();
  const again = new Set<string>();
  /** One run an endpoint: a slow receiver holds up nobody else. */
  function start(endpoint: Endpoint): void {
    if (stopping.signal.aborted) return;
    if (running.has(endpoint.id)) {
      again.add(endpoint.id);
      return;
    }
    running.add(endpoint.id);
    background.run("webhooks", async () => {
      try {
        do {
          again.delete(endpoint.id);
          await deliver(endpoint);
        } while (again.has(endpoint.id) && !stopping.signal.aborted);
      } finally {
        running.delete(endpoint.id);
      }
    });
  }

  let collecting = false;
  let hasNews = false;
  function collectSoon(): void {
    hasNews = true;
    if (collecting || stopping.signal.aborted) return;
    collecting = true;
    background.run("webhook-collect", async () => {
      try {
        while (hasNews && !stopping.signal.aborted) {
          hasNews = false;
          while ((await collect()) === ENTRIES_AT_ONCE);
          await count();
        }
      } finally {
        collecting = false;
      }
      for (const endpoint of endpoints) start(endpoint);
    });
  }

  await db
    .deleteFrom("webhook_deliveries")
    .where("status", "=", "delivered")
    .where("next_at", "<", now() - REMEMBERED_MS)
    .execute();
  const off = deskLog.onCommitted(collectSoon);
  collectSoon();
  return {
    async end() {
      off();
      stopping.abort();
      await background.idle();
    },
  };
}

/** Why it could not be reached, without its address. */
function codeOf(fault: unknown): string {
  const cause = fault instanceof Error && fault.cause instanceof Error ? fault.cause : fault;
  return cause instanceof Error && "code" in cause ? String(cause.code) : "unreachable";
}
