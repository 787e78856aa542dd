/**
 * Gives Kysely's SqliteDialect a database of better-sqlite3's shape over `node:sqlite`, which needs nothing compiled.
 *
 * Owns the adapter, the pragmas and the statements that are kept prepared; tables are in `tables.ts`, migrations in `migrations.ts`.
 */

import type { SQLInputValue } from "node:sqlite";
import { DatabaseSync } from "node:sqlite";
import type { SqliteDatabase, SqliteStatement } from "kysely";
import { PAGES_BEFORE_A_COMMIT_HELPS } from "./checkpoints.ts";

/** Statements kept prepared, the longest unused goes first: a hub asks some two hundred different things, lists of every length among them. */
const MOST_PREPARED = 300;

/** Opens (or makes) a database file; `:memory:` for one that is gone afterwards. Throws when the file is not a database. */
export function openNodeSqlite(file: string): SqliteDatabase {
  const database = new DatabaseSync(file);
  database.exec(
    `PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; PRAGMA busy_timeout = 5000; PRAGMA wal_autocheckpoint = ${PAGES_BEFORE_A_COMMIT_HELPS};`,
  );
  const prepared = new Map<string, SqliteStatement>();

  function prepare(sql: string): SqliteStatement {
    const statement = database.prepare(sql);
    return {
      reader: statement.columns().length > 0,
      all: (parameters) => statement.all(...(parameters as SQLInputValue[])),
      run: (parameters) => statement.run(...(parameters as SQLInputValue[])),
      // Read row by row it stands still in the middle, so it is nobody else's.
      iterate: (parameters) => database.prepare(sql).iterate(...(parameters as SQLInputValue[])) as IterableIterator<unknown>,
    };
  }

  return {
    close: () => database.close(),
    prepare(sql) {
      const statement = prepared.get(sql) ?? prepare(sql);
      prepared.delete(sql);
      prepared.set(sql, statement);
      if (prepared.size > MOST_PREPARED) for (const oldest of prepared.keys()) if (prepared.delete(oldest)) break;
      return statement;
    },
  };
}
