/**
 * The numbered desk log: appends changes inside the caller's transaction and answers "what is new since".
 *
 * Owns numbering and the snapshot. Who may read what is decided in `readers.ts`; pushing to sockets is the gateway's.
 */
import { sql, type Transaction } from "kysely";
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
/** Runs `work` in a transaction: what it writes and logs is kept whole or not at all. */
export type Commit = <T>(work: (trx: Trx, write: WriteChange) => Promise<T>) => Promise<T>;
type LoggedChange = { readonly change: DeskChange; readonly readers: Readers };
type HeldEntry = DeskEntry & { readonly readers: Readers };

export type DeskLog = {
  readonly seq: number;
  /** What is logged is numbered, kept with the rest of the writes, and announced once they are on disk. */
  readonly commit: Commit;
  /**
   * Several commits with one wait for the disk, announced together. One that throws is undone alone; whatever resolved is on disk when this
   * resolves, and none of it when this rejects. `work` reads through the transactions it is given: the store serves nobody else meanwhile.
   */
  together<T>(work: (commit: Commit) => Promise<T>): Promise<T>;
  onCommitted(hear: () => void): () => void;
  /** Entries after `cursor` that `tokens` may read; null when the difference is too long or the cursor is not ours. */
  since(cursor: number, tokens: ReadonlySet<string>): Promise<DeskPush | null>;
  /** As `since`, from memory alone; null when it reaches further back than what is held. */
  recent(cursor: number, tokens: ReadonlySet<string>): DeskPush | null;
  /** Names what `recent` answers without making it: whoever has the same name is sent the same. */
  recentName(cursor: number, tokens: ReadonlySet<string>): string;
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

  /** Does the work and numbers what it logs behind `entries`, which it is added to. */
  async function keepOne<T>(trx: Trx, entries: HeldEntry[], work: Parameters<Commit>[0]): Promise<T> {
    const changes: LoggedChange[] = [];
    const value = await work(trx, (change, readers) => changes.push({ change, readers }));
    const at = now();
    const mine = changes.map((logged, index) => ({ seq: seq + entries.length + index + 1, at, ...logged }));
    for (const entry of mine) {
      await trx
        .insertInto("desk_log")
        .values({ seq: entry.seq, at: entry.at, readers: JSON.stringify(entry.readers), change: JSON.stringify(entry.change) })
        .execute();
    }
    entries.push(...mine);
    return value as T;
  }

  async function undoneAlone<T>(trx: Trx, work: () => Promise<T>): Promise<T> {
    await sql`savepoint one`.execute(trx);
    try {
      const value = await work();
      await sql`release savepoint one`.execute(trx);
      return value;
    } catch (fault) {
      await sql`rollback to savepoint one`.execute(trx);
      await sql`release savepoint one`.execute(trx);
      throw fault;
    }
  }

  async function inTransaction<T>(work: (trx: Trx, entries: HeldEntry[]) => Promise<T>): Promise<T> {
    const entries: HeldEntry[] = [];
    const result = await db.transaction().execute((trx) => work(trx, entries));
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

  function inTurn<T>(work: (trx: Trx, entries: HeldEntry[]) => Promise<T>): Promise<T> {
    const mine = turn.then(() => inTransaction(work));
    turn = mine.catch(() => {});
    return mine;
  }

  return {
    get seq() {
      return seq;
    },
    commit: (work) => inTurn((trx, entries) => keepOne(trx, entries, work)),
    together: (work) => inTurn((trx, entries) => work((one) => undoneAlone(trx, () => keepOne(trx, entries, one)))),
    async idle() {
      await turn;
    },
    onCommitted(hear) {
      hearers.add(hear);
      return () => hearers.delete(hear);
    },
    recent(cursor, tokens) {
      if (cursor < heldFrom || cursor > seq) return null;
      // Numbers have no gaps, so the place of an entry follows from its number.
      return pushOf(cursor, seq, held.slice(cursor - heldFrom), tokens);
    },
    recentName(cursor, tokens) {
      if (cursor < heldFrom || cursor > seq) return "none";
      let name = `${cursor}-${seq}${tokens.has("r:expert") ? "e" : ""}`;
      for (let place = cursor - heldFrom; place < held.length; place += 1) {
        const entry = held[place];
        if (entry !== undefined && mayRead(entry.readers, tokens)) name += `,${place}`;
      }
      return name;
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
