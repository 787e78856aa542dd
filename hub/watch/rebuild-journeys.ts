/**
 * How journeys come back after a restart: from their snapshots, and from what the append log has beyond them.
 *
 * Owns the order of it: what people settled is repeated at its own place among the facts, so that occurrences count as they did. What a fact
 * does to a journey is the intake's (`take`). Without usable snapshots the whole log is replayed.
 */
import { settleBreakpoint, type WatchState } from "#shared/domain/breakpoint/watch-state.ts";
import { MINUTE_MS } from "#shared/lib/duration.ts";
import { alertSchema } from "#shared/model/alert.ts";
import type { Fact } from "#shared/model/fact.ts";
import type { CustomerId, JourneyId } from "#shared/model/ids.ts";
import type { Log } from "../platform/log.ts";
import type { FactLog } from "../store/fact-log.ts";
import type { Database } from "../store/open-store.ts";
import { type Journey, NO_SECRET } from "./journey.ts";
import type { JourneyBook } from "./journey-book.ts";
import type { WatchSnapshots } from "./watch-snapshots.ts";

/** An alert that people closed (help session over, assistant answered, expired), by its key. */
type Settlement = { readonly journeyId: JourneyId; readonly key: string; readonly at: number };

/** A journey opened this long before the latest snapshot may have missed it, in milliseconds. */
const OPENED_MARGIN_MS = MINUTE_MS;
/** Names in one question to the store. */
const NAMES_AT_ONCE = 500;

/** People looked after the customer: the quiet that a settled breakpoint drowned out is not news either. */
export function settleWatch(watch: WatchState, key: string, at: number): WatchState {
  const settled = settleBreakpoint(watch, key, at);
  return settled === watch ? watch : { ...settled, settledAt: { ...settled.settledAt, "quiet-on-step": at } };
}

type RebuildParts = {
  readonly db: Database;
  readonly factLog: FactLog;
  readonly snapshots: WatchSnapshots;
  readonly book: JourneyBook;
  readonly log: Log;
  /** For a journey whose row does not name one. */
  readonly policyVersion: string;
  readonly armTick: (journeyId: JourneyId, at: number) => void;
  /** Repeats a fact of the log; one that the journey has already changes nothing. */
  readonly take: (journey: Journey, fact: Fact, position: number) => void;
};

function* chunksOf<T>(items: Iterable<T>): Generator<T[]> {
  let chunk: T[] = [];
  for (const item of items) {
    chunk.push(item);
    if (chunk.length === NAMES_AT_ONCE) {
      yield chunk;
      chunk = [];
    }
  }
  if (chunk.length > 0) yield chunk;
}

function settlementOf(row: { journey_id: string; alert_key: string; body: string }): Settlement | null {
  const { state } = alertSchema.parse(JSON.parse(row.body));
  if (state.status !== "resolved" || state.because === "moved-on" || state.because === "finished") return null;
  return { journeyId: row.journey_id as JourneyId, key: row.alert_key, at: state.at };
}

export async function rebuildJourneys(parts: RebuildParts): Promise<void> {
  const { db, factLog, snapshots, book, log, armTick, take, policyVersion } = parts;
  const resolved = () => db.selectFrom("alerts").select(["journey_id", "alert_key", "body"]).where("status", "=", "resolved");

  /** Of the journeys named, or of all. */
  async function settlementsOf(journeyIds: ReadonlySet<JourneyId> | "all"): Promise<Map<JourneyId, Settlement[]>> {
    const byJourney = new Map<JourneyId, Settlement[]>();
    const add = (rows: readonly { journey_id: string; alert_key: string; body: string }[]) => {
      for (const settlement of rows.map(settlementOf)) {
        if (settlement === null) continue;
        const list = byJourney.get(settlement.journeyId);
        if (list) list.push(settlement);
        else byJourney.set(settlement.journeyId, [settlement]);
      }
    };
    if (journeyIds === "all") add(await resolved().execute());
    else for (const ids of chunksOf(journeyIds)) add(await resolved().where("journey_id", "in", ids).execute());
    for (const list of byJourney.values()) list.sort((a, b) => a.at - b.at);
    return byJourney;
  }

  function settle(journey: Journey, { key, at }: Settlement): void {
    const before = book.watchOf(journey);
    const settled = settleWatch(before, key, at);
    if (settled === before) return;
    book.setWatch(journey, settled);
    book.changed(journey, factLog.size);
  }

  function settleUpTo(journey: Journey, due: Settlement[] | undefined, untilMs: number): void {
    while (due?.[0] !== undefined && due[0].at <= untilMs) {
      const settlement = due.shift();
      if (settlement) settle(journey, settlement);
    }
  }

  /** Journeys whose page or back end was admitted and that no snapshot has yet; whose customer signed in since. */
  async function readOpened(touched: ReadonlySet<JourneyId>, since: number | null): Promise<void> {
    const select = () => db.selectFrom("journeys").select(["id", "secret_hash", "customer_id", "policy_version"]);
    const admit = (rows: readonly { id: string; secret_hash: string; customer_id: string | null; policy_version: string | null }[]) => {
      for (const row of rows) {
        const known = book.find(row.id as JourneyId);
        const customerId = row.customer_id as CustomerId | null;
        const version = row.policy_version ?? policyVersion;
        if (!known) book.changed(book.open(row.id as JourneyId, row.secret_hash, customerId, version), factLog.size);
        else if (known.customerId === null && customerId !== null) book.setCustomer(known, customerId);
      }
    };
    if (since === null) return admit(await select().execute());
    admit(
      await select()
        .where("created_at", ">=", since - OPENED_MARGIN_MS)
        .execute(),
    );
    for (const ids of chunksOf(touched)) admit(await select().where("id", "in", ids).execute());
  }

  const mark = snapshots.mark;
  const from = mark?.position ?? 0;
  const touched = new Set<JourneyId>();
  if (mark !== null) await factLog.replay(from, (fact) => touched.add(fact.journeyId));
  await readOpened(touched, mark?.takenAt ?? null);
  const settlements = await settlementsOf(mark === null ? "all" : touched);
  for (const { id, at } of snapshots.deadlines()) armTick(id, at);

  let facts = 0;
  await factLog.replay(from, (fact, position) => {
    facts += 1;
    const known = book.find(fact.journeyId);
    const journey = known ?? book.open(fact.journeyId, NO_SECRET, null, policyVersion);
    settleUpTo(journey, settlements.get(journey.id), fact.acceptedAt);
    take(journey, fact, position);
  });
  for (const [journeyId, due] of settlements) {
    const journey = book.find(journeyId);
    if (journey) settleUpTo(journey, due, Number.POSITIVE_INFINITY);
  }
  // A key that stands in a snapshot may have been settled in the moment before the end.
  const standing = [...snapshots.standing()].filter(({ id }) => !touched.has(id));
  for (const keys of chunksOf(standing.flatMap((row) => row.keys))) {
    for (const settlement of (await resolved().where("alert_key", "in", keys).execute()).map(settlementOf)) {
      const journey = settlement === null ? null : book.find(settlement.journeyId);
      if (journey && settlement) settle(journey, settlement);
    }
  }
  log("info", "watch", "journeys are back", { snapshots: snapshots.count(), facts, journeys: book.size });
}
