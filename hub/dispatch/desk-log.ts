/**
 * The numbered desk log: appends changes inside the caller's transaction and answers "what is new since".
 *
 * Owns numbering and the snapshot. Who may read what is decided in `readers.ts`; pushing to sockets is the gateway's.
 */
import type { Transaction } from "kysely";
import { DAY_MS } from "#shared/lib/duration.ts";
import { alertSchema } from "#shared/model/alert.ts";
import { chatMessageSchema, interceptionSchema } from "#shared/model/chat.ts";
import type { DeskChange, DeskEntry, DeskPush, DeskSnapshot } from "#shared/model/desk-log.ts";
import { deskChangeSchema } from "#shared/model/desk-log.ts";
import { helpSessionSchema } from "#shared/model/help-session.ts";
import type { Presence } from "#shared/model/person.ts";
import type { Database } from "../store/open-store.ts";
import { lastSeq } from "../store/open-store.ts";
import type { Tables } from "../store/tables.ts";
import type { Readers } from "./readers.ts";
import { mayRead, readersOfHelpSession } from "./readers.ts";
import { changeFor, withoutCustomer } from "./redact.ts";

/** A desk further behind than this gets a snapshot. */
const LONGEST_DIFFERENCE = 2_000;
/** Closed alerts and ended help sessions younger than this are in a snapshot. */
const SNAPSHOT_WINDOW_MS = DAY_MS;

export type Trx = Transaction<Tables>;
/** Logs a change inside the running commit. */
export type WriteChange = (change: DeskChange, readers: Readers) => void;
type LoggedChange = { readonly change: DeskChange; readonly readers: Readers };
type HeldEntry = DeskEntry & { readonly readers: Readers };

export type DeskLog = {
  readonly seq: number;
  /** Runs `work` in one transaction; what it logs is numbered, kept with the rest of its writes, and announced after the commit. */
  commit<T>(work: (trx: Trx, write: WriteChange) => Promise<T>): Promise<T>;
  onCommitted(hear: () => void): () => void;
  /** Entries after `cursor` that `tokens` may read; null when the difference is too long or the cursor is not ours. */
  since(cursor: number, tokens: ReadonlySet<string>): Promise<DeskPush | null>;
  /** As `since`, from memory alone; null when it reaches further back than what is held. */
  recent(cursor: number, tokens: ReadonlySet<string>): DeskPush | null;
  /** Resolves when every commit asked for so far is done. */
  idle(): Promise<void>;
  snapshot(tokens: ReadonlySet<string>, presence: Readonly<Record<string, Presence>>): Promise<DeskSnapshot>;
};

const HELD_ENTRIES = 4_096;

/** `readers` is a JSON list of tokens: a first, rough choice for the database; `mayRead` decides. */
const patternsOf = (tokens: ReadonlySet<string>) => [...tokens].map((token) => `%"${token}"%`);

export async function createDeskLog(db: Database, now: () => number): Promise<DeskLog> {
  let seq = await lastSeq(db, "desk_log");
  let held: HeldEntry[] = [];
  let heldFrom = seq;
  const hearers = new Set<() => void>();
  let turn: Promise<unknown> = Promise.resolve();

  const pushOf = (cursor: number, upToSeq: number, entries: readonly HeldEntry[], tokens: ReadonlySet<string>): DeskPush => ({
    afterSeq: cursor,
    upToSeq,
    entries: entries
      .filter((entry) => mayRead(entry.readers, tokens))
      .map(({ seq: n, at, change }) => ({ seq: n, at, change: changeFor(tokens, change) })),
  });

  async function runCommit<T>(work: (trx: Trx, write: WriteChange) => Promise<T>): Promise<T> {
    const changes: LoggedChange[] = [];
    let entries: HeldEntry[] = [];
    const result = await db.transaction().execute(async (trx) => {
      const value = await work(trx, (change, readers) => changes.push({ change, readers }));
      const at = now();
      entries = changes.map((logged, index) => ({ seq: seq + index + 1, at, ...logged }));
      for (const entry of entries) {
        await trx
          .insertInto("desk_log")
          .values({ seq: entry.seq, at: entry.at, readers: JSON.stringify(entry.readers), change: JSON.stringify(entry.change) })
          .execute();
      }
      return value;
    });
    if (entries.length > 0) {
      seq += entries.length;
      held.push(...entries);
      if (held.length > HELD_ENTRIES) {
        const cut = held.length - HELD_ENTRIES / 2;
        heldFrom = held[cut - 1]?.seq ?? heldFrom;
        held = held.slice(cut);
      }
      for (const hear of hearers) hear();
    }
    return result;
  }

  return {
    get seq() {
      return seq;
    },
    commit(work) {
      const mine = turn.then(() => runCommit(work));
      turn = mine.catch(() => {});
      return mine;
    },
    async idle() {
      await turn;
    },
    onCommitted(hear) {
      hearers.add(hear);
      return () => hearers.delete(hear);
    },
    recent(cursor, tokens) {
      if (cursor < heldFrom || cursor > seq) return null;
      return pushOf(
        cursor,
        seq,
        held.filter((entry) => entry.seq > cursor),
        tokens,
      );
    },
    async since(cursor, tokens) {
      if (cursor > seq || seq - cursor > LONGEST_DIFFERENCE) return null;
      const upToSeq = seq;
      const rows = await db
        .selectFrom("desk_log")
        .selectAll()
        .where("seq", ">", cursor)
        .where("seq", "<=", upToSeq)
        .orderBy("seq")
        .execute();
      const entries = rows.map((row) => ({
        seq: Number(row.seq),
        at: Number(row.at),
        readers: JSON.parse(row.readers) as Readers,
        change: deskChangeSchema.parse(JSON.parse(row.change)),
      }));
      return pushOf(cursor, upToSeq, entries, tokens);
    },
    async snapshot(tokens, presence) {
      const upToSeq = seq;
      const at = now();
      const since = at - SNAPSHOT_WINDOW_MS;
      const visible = (row: { readers: string }) => mayRead(JSON.parse(row.readers) as Readers, tokens);
      const alerts = await db
        .selectFrom("alerts")
        .selectAll()
        .where((e) => e.or([e("status", "!=", "resolved"), e("raised_at", ">", since)]))
        .where((e) => e.or(patternsOf(tokens).map((pattern) => e("readers", "like", pattern))))
        .orderBy("raised_at", "desc")
        .limit(2_000)
        .execute();
      const sessions = await db
        .selectFrom("help_sessions")
        .selectAll()
        .where((e) => e.or([e("status", "!=", "ended"), e("started_at", ">", since)]))
        .orderBy("started_at", "desc")
        .limit(500)
        .execute();
      const helpSessions = sessions
        .map((row) => helpSessionSchema.parse(JSON.parse(row.body)))
        .filter((session) => mayRead(readersOfHelpSession(session), tokens));
      const visibleAlerts = alerts.filter(visible).map((row) => alertSchema.parse(JSON.parse(row.body)));
      const sessionIds = helpSessions.map((session) => session.id);
      // What customer and assistant said belongs to an alert that is still waiting as much as to a help session.
      const waiting = visibleAlerts.filter((alert) => alert.state.status !== "resolved");
      const journeyIds = [...new Set([...helpSessions, ...waiting].map((known) => known.journeyId))];
      const chat =
        journeyIds.length === 0
          ? []
          : await db
              .selectFrom("chat")
              .selectAll()
              .where((e) =>
                e.or([e("journey_id", "in", journeyIds), ...(sessionIds.length > 0 ? [e("help_session_id", "in", sessionIds)] : [])]),
              )
              .orderBy("at")
              .execute();
      const interceptions =
        sessionIds.length === 0
          ? []
          : await db.selectFrom("interceptions").selectAll().where("help_session_id", "in", sessionIds).orderBy("at").execute();
      return {
        seq: upToSeq,
        at,
        alerts: visibleAlerts,
        helpSessions: helpSessions.map((helpSession) => (tokens.has("r:expert") ? withoutCustomer(helpSession) : helpSession)),
        chat: chat.filter(visible).map((row) => chatMessageSchema.parse(JSON.parse(row.body))),
        interceptions: interceptions.filter(visible).map((row) => interceptionSchema.parse(JSON.parse(row.body))),
        presence: { ...presence } as DeskSnapshot["presence"],
      };
    },
  };
}
