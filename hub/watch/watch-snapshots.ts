/**
 * Incremental snapshots of watched journeys: one row a journey, and up to which byte of the append log the rows together stand for all facts.
 *
 * A file of its own beside the log (`watch.sqlite`), read and written synchronously: a journey is brought back in the middle of a call. Losing it
 * loses nothing, the log rebuilds it; so its writes need not wait for the disk, only be whole (WAL, synchronous NORMAL).
 */
import { DatabaseSync } from "node:sqlite";
import { z } from "zod";
import type { CustomerId, JourneyId } from "#shared/model/ids.ts";
import { customerIdSchema, journeyIdSchema } from "#shared/model/ids.ts";
import { PAGES_BEFORE_A_COMMIT_HELPS } from "../store/checkpoints.ts";

export type JourneyRow = {
  readonly id: JourneyId;
  readonly customerId: CustomerId | null;
  /** When the watch wants to be asked again, hub clock; null = never. */
  readonly nextDeadline: number | null;
  /** Keys of breakpoints that stand. */
  readonly standing: readonly string[];
  /** JSON of the rest; its shape is `journey-row.ts`'s. */
  readonly body: string;
};

export type SnapshotMark = {
  /** Facts before this byte of the log are in the rows. */
  readonly position: number;
  /** When the rows were last gathered, hub clock. */
  readonly takenAt: number;
};

export type WatchSnapshots = {
  /** Null: nothing usable is kept, the log is replayed from its beginning. */
  readonly mark: SnapshotMark | null;
  read(id: JourneyId): JourneyRow | null;
  /** All rows and the mark in one transaction. */
  keep(rows: readonly JourneyRow[], mark: SnapshotMark): void;
  /** Brings a row's customer up to date without its snapshot; nothing when there is no row. */
  identify(id: JourneyId, customerId: CustomerId): void;
  journeysOf(customerId: CustomerId): readonly JourneyId[];
  count(): number;
  /** Every journey that waits for a time, without its body. */
  deadlines(): Iterable<{ readonly id: JourneyId; readonly at: number }>;
  standing(): Iterable<{ readonly id: JourneyId; readonly keys: readonly string[] }>;
  close(): void;
};

const markSchema = z.strictObject({ shape: z.string(), position: z.number().int().min(0), takenAt: z.number() });
const rowSchema = z.object({
  id: journeyIdSchema,
  customer_id: customerIdSchema.nullable(),
  next_deadline: z.number().nullable(),
  standing: z.string().nullable(),
  body: z.string(),
});

/**
 * @param shape what the rows depend on: rows of another shape (another release of flows and limits, another program) are thrown away.
 * @param logSize bytes of the append log: rows that stand for more of it than there is belong to a log that was moved away.
 */
export function openWatchSnapshots(file: string, shape: string, logSize: number): WatchSnapshots {
  const database = new DatabaseSync(file);
  database.exec(`
    PRAGMA page_size = 16384; PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA busy_timeout = 5000;
    PRAGMA wal_autocheckpoint = ${PAGES_BEFORE_A_COMMIT_HELPS};
    CREATE TABLE IF NOT EXISTS mark (one INTEGER PRIMARY KEY CHECK (one = 1), value TEXT NOT NULL);
    CREATE TABLE IF NOT EXISTS journeys
      (id TEXT PRIMARY KEY, customer_id TEXT, next_deadline INTEGER, standing TEXT, body TEXT NOT NULL);
    CREATE INDEX IF NOT EXISTS journeys_by_customer ON journeys (customer_id) WHERE customer_id IS NOT NULL;
    CREATE INDEX IF NOT EXISTS journeys_by_deadline ON journeys (next_deadline) WHERE next_deadline IS NOT NULL;
    CREATE INDEX IF NOT EXISTS journeys_standing ON journeys (standing) WHERE standing IS NOT NULL;
  `);
  let mark: SnapshotMark | null = null;
  const stored = database.prepare("SELECT value FROM mark").get() as { value: string } | undefined;
  const known = stored === undefined ? null : markSchema.parse(JSON.parse(stored.value));
  if (known?.shape === shape && known.position <= logSize) mark = { position: known.position, takenAt: known.takenAt };
  else database.exec("DELETE FROM journeys; DELETE FROM mark;");

  const select = database.prepare("SELECT id, customer_id, next_deadline, standing, body FROM journeys WHERE id = ?");
  const upsert = database.prepare(
    "INSERT INTO journeys (id, customer_id, next_deadline, standing, body) VALUES (?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET customer_id = excluded.customer_id, next_deadline = excluded.next_deadline, standing = excluded.standing, body = excluded.body",
  );
  const setMark = database.prepare("INSERT INTO mark (one, value) VALUES (1, ?) ON CONFLICT (one) DO UPDATE SET value = excluded.value");
  const setCustomer = database.prepare("UPDATE journeys SET customer_id = ? WHERE id = ?");
  const byCustomer = database.prepare("SELECT id FROM journeys WHERE customer_id = ?");

  return {
    get mark() {
      return mark;
    },
    read(id) {
      const row = select.get(id);
      if (row === undefined) return null;
      const { customer_id, next_deadline, standing, body } = rowSchema.parse(row);
      const keys = standing === null ? [] : (JSON.parse(standing) as string[]);
      return { id, customerId: customer_id, nextDeadline: next_deadline, standing: keys, body };
    },
    keep(rows, next) {
      database.exec("BEGIN IMMEDIATE");
      try {
        for (const { id, customerId, nextDeadline, standing, body } of rows)
          upsert.run(id, customerId, nextDeadline, standing.length === 0 ? null : JSON.stringify(standing), body);
        setMark.run(JSON.stringify({ shape, ...next }));
        database.exec("COMMIT");
      } catch (fault) {
        database.exec("ROLLBACK");
        throw fault;
      }
      mark = next;
    },
    identify: (id, customerId) => void setCustomer.run(customerId, id),
    journeysOf: (customerId) => byCustomer.all(customerId).map((row) => journeyIdSchema.parse(row.id)),
    count: () => Number(database.prepare("SELECT count(*) AS n FROM journeys").get()?.n ?? 0),
    *deadlines() {
      for (const row of database.prepare("SELECT id, next_deadline FROM journeys WHERE next_deadline IS NOT NULL").iterate())
        yield { id: row.id as JourneyId, at: Number(row.next_deadline) };
    },
    *standing() {
      for (const row of database.prepare("SELECT id, standing FROM journeys WHERE standing IS NOT NULL").iterate())
        yield { id: row.id as JourneyId, keys: JSON.parse(String(row.standing)) as string[] };
    },
    close: () => database.close(),
  };
}
