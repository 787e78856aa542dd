/** The thread that brings what was committed into the databases. */
import { copyFileSync, existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { DatabaseSync } from "node:sqlite";
import { expect, test } from "vitest";
import { collectingLog } from "#hub/platform/log.ts";
import { startCheckpoints } from "#hub/store/checkpoints.ts";
import { openNodeSqlite } from "#hub/store/node-sqlite.ts";
import { eventually } from "../support/test-hub.ts";

const LOOK_MS = 20;

async function inFolder(work: (folder: string) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(path.join(tmpdir(), "baton-checkpoints-"));
  try {
    await work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** What the database's own file holds, whatever its log has. */
function inFile(folder: string, file: string): number {
  const copy = path.join(folder, "copy.sqlite");
  rmSync(copy, { force: true });
  copyFileSync(file, copy);
  const database = new DatabaseSync(copy);
  try {
    return Number(database.prepare("select count(*) as n from things").get()?.["n"]);
  } catch {
    return -1;
  } finally {
    database.close();
  }
}

test("[HOUSE-14] what is committed, also while the thread is at it, comes into the database without a commit's help", () =>
  inFolder(async (folder) => {
    const file = path.join(folder, "hub.sqlite");
    const { log, lines } = collectingLog();
    const store = openNodeSqlite(file);
    store.prepare("create table things (id integer primary key, name text not null)").run([]);
    const checkpoints = startCheckpoints([file], log, LOOK_MS);
    let written = 0;
    for (let round = 0; round < 40; round += 1) {
      for (let row = 0; row < 50; row += 1) store.prepare("insert into things (name) values (?)").run(["x".repeat(200)]);
      written += 50;
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    await eventually(() => inFile(folder, file) === written, "everything is in the database");
    // One more, and the end at once: the thread's last look brings it in.
    store.prepare("insert into things (name) values (?)").run(["last"]);
    await checkpoints.end();
    expect(inFile(folder, file)).toBe(written + 1);
    expect(lines).toEqual([]);
    store.close();
    expect(existsSync(`${file}-wal`)).toBe(false);
  }));

test("[HOUSE-14] a thread that fails is told, the store goes on and the hub can end", () =>
  inFolder(async (folder) => {
    const broken = path.join(folder, "broken.sqlite");
    writeFileSync(broken, "this is no database, and long enough to be taken for one by nobody");
    const { log, lines } = collectingLog();
    const checkpoints = startCheckpoints([broken], log, LOOK_MS);
    await eventually(() => lines.length > 0, "the failure is told");
    expect(lines.map(({ level, area }) => [level, area])).toEqual([["error", "store"]]);
    await checkpoints.end();
  }));
