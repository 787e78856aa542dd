/**
 * Brings what SQLite has written to a database's log (`-wal`) into the database itself, from a thread of its own.
 *
 * Otherwise that is a piece of some commit: it is written twice to the disk and waited for, 30 ms and more of the hub's loop. Owns the thread; what a
 * commit waits for is its own (`synchronous`), and should the thread be behind or gone, commits do this themselves again, later.
 */
import { Worker } from "node:worker_threads";
import type { Log } from "../platform/log.ts";

/** Pages in the log at which a commit does it itself: SQLite's usual 1,000 for who has no thread. */
export const PAGES_BEFORE_A_COMMIT_HELPS = 16_000;
/** How often the thread looks, and how long a hub runs before it is started: a start has enough to do. */
const LOOK_EVERY_MS = 2_000;
const THREAD_MEMORY_MB = 16;

export type Checkpoints = {
  /** Resolves when the thread has let go of the databases; before they are closed, so that the last one to close is the hub. */
  end(): Promise<void>;
};

export type ThreadOrder = { readonly files: readonly string[]; readonly everyMs: number };

/** The thread itself. It is handed over as text, so that no bundle needs a file more for it: it uses nothing from outside its own braces. */
function checkpointThread(): void {
  const { parentPort, workerData } = process.getBuiltinModule("node:worker_threads");
  const { DatabaseSync } = process.getBuiltinModule("node:sqlite");
  const { statSync } = process.getBuiltinModule("node:fs");
  const { files, everyMs } = workerData as ThreadOrder;
  /** Writers write on while the log is brought in, so the end may have moved by then. */
  const MOST_TRIES = 5;
  const open = files.map((file) => {
    const database = new DatabaseSync(file);
    database.exec("PRAGMA synchronous = NORMAL; PRAGMA wal_autocheckpoint = 0;");
    return { file, database, bringIn: database.prepare("PRAGMA wal_checkpoint(PASSIVE)"), writtenAt: 0 };
  });
  function look(): void {
    for (const one of open) {
      const writtenAt = statSync(`${one.file}-wal`, { throwIfNoEntry: false })?.mtimeMs ?? 0;
      if (writtenAt === one.writtenAt) continue;
      one.writtenAt = writtenAt;
      for (let tries = 0; tries < MOST_TRIES; tries += 1) {
        const row = one.bringIn.get();
        if (row === undefined || row["log"] === row["checkpointed"]) break;
      }
    }
  }
  const timer = setInterval(look, everyMs);
  parentPort?.once("message", () => {
    clearInterval(timer);
    look();
    for (const { database } of open) database.close();
  });
}

/** @param files databases in WAL mode that are open in this process until the checkpoints have ended. */
export function startCheckpoints(files: readonly string[], log: Log, everyMs = LOOK_EVERY_MS): Checkpoints {
  let thread: Worker | null = null;
  let gone: Promise<void> = Promise.resolve();
  const starting = setTimeout(() => {
    const started = new Worker(`(${checkpointThread})()`, {
      eval: true,
      workerData: { files, everyMs } satisfies ThreadOrder,
      resourceLimits: { maxOldGenerationSizeMb: THREAD_MEMORY_MB },
    });
    started.unref();
    started.on("error", (fault) =>
      log("error", "store", "the thread for checkpoints has failed; commits do its work again", { fault: String(fault) }),
    );
    gone = new Promise((resolve) => started.once("exit", () => resolve()));
    thread = started;
  }, everyMs).unref();
  return {
    async end() {
      clearTimeout(starting);
      thread?.ref();
      thread?.postMessage(null);
      await gone;
    },
  };
}
