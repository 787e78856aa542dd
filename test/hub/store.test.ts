/** The hub's database: brought to this version whole, or left as it was. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { DatabaseSync } from "node:sqlite";
import { expect, test } from "vitest";
import { openStore, StoreFault } from "#hub/store/open-store.ts";

test("[HOUSE-12] a migration that fails leaves the database as it was, and a good one is there after the next opening", async () => {
  const folder = mkdtempSync(path.join(tmpdir(), "baton-store-"));
  const file = path.join(folder, "hub.sqlite");
  const tables = () => {
    const database = new DatabaseSync(file);
    const rows = database.prepare("select name from sqlite_master where type = 'table' and name not like 'sqlite_%' order by name").all();
    database.close();
    return rows.map((row) => String(row["name"]));
  };
  try {
    const other = new DatabaseSync(file);
    // What the last migration wants to make is in its way.
    other.exec("create table content_drafts (id text)");
    other.close();
    await expect(openStore(file)).rejects.toThrow(StoreFault);
    expect(tables()).toEqual(["content_drafts"]);
    const cleared = new DatabaseSync(file);
    cleared.exec("drop table content_drafts");
    cleared.close();
    for (let opening = 0; opening < 2; opening++) await (await openStore(file)).destroy();
    expect(tables()).toContain("content_drafts");
    expect(tables()).toContain("policies");
    // One that another version has had in its hands is looked through again: here the last migration would be made twice.
    const touched = new DatabaseSync(file);
    touched.exec("pragma user_version = 7; delete from kysely_migration where name = (select max(name) from kysely_migration)");
    touched.close();
    await expect(openStore(file)).rejects.toThrow(StoreFault);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
