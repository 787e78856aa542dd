/** Opens the hub's store: the database of a data folder, migrated to this version. PostgreSQL joins behind the same type with the fleet. */
import { crc32 } from "node:zlib";
import { Kysely, Migrator, SqliteDialect, sql } from "kysely";
import { invariant } from "#shared/lib/invariant.ts";
import { migrations } from "./migrations.ts";
import { openNodeSqlite } from "./node-sqlite.ts";
import type { Tables } from "./tables.ts";

export type Database = Kysely<Tables>;

/** Which migrations a database has had, as SQLite's `user_version` holds it: a number of 31 bits. Kysely's own table is what counts. */
const MIGRATED = crc32(Object.keys(migrations).sort().join(" ")) >>> 1;

/** @param file a path, or `:memory:`. Throws `StoreFault` when a migration fails: the hub must not run on a half-migrated store. */
export async function openStore(file: string): Promise<Database> {
  const db = new Kysely<Tables>({ dialect: new SqliteDialect({ database: openNodeSqlite(file) }) });
  // Looking through Kysely's table takes 10 ms of every start, to find nothing new.
  const { rows } = await sql<{ user_version: number }>`pragma user_version`.execute(db);
  if (rows[0]?.user_version === MIGRATED) return db;
  const migrator = new Migrator({ db, provider: { getMigrations: async () => migrations } });
  // All or nothing, and one wait for the disk instead of one for every table. Kysely itself opens no transaction for SQLite's tables;
  // there is one connection, so this one holds.
  await sql`begin immediate`.execute(db);
  const { error, results } = await migrator.migrateToLatest();
  const failed = results?.find((result) => result.status === "Error");
  if (error !== undefined || failed !== undefined) {
    await sql`rollback`.execute(db);
    await db.destroy();
    throw new StoreFault(failed?.migrationName ?? "unknown", error);
  }
  await sql.raw(`pragma user_version = ${MIGRATED}`).execute(db);
  await sql`commit`.execute(db);
  return db;
}

export class StoreFault extends Error {
  override readonly name = "StoreFault";
  constructor(migration: string, cause: unknown) {
    super(`migration ${migration} failed; the data folder was left as it was`, { cause });
  }
}

/** Highest `seq` of a numbered table, 0 when empty: where its in-process counter goes on. */
export async function lastSeq(db: Database, table: "desk_log" | "audit"): Promise<number> {
  const row = await db
    .selectFrom(table)
    .select((e) => e.fn.max("seq").as("seq"))
    .executeTakeFirst();
  invariant(row !== undefined, "an aggregate without grouping has one row");
  return Number(row.seq ?? 0);
}
