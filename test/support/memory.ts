/** Memory of a process and everything below it, as Linux counts it fairly: PSS, shared pages divided among those that share them. */
import { readFileSync } from "node:fs";
import { listProcesses, withDescendants } from "#scripts/lib/process-table.ts";

const KB_PER_MB = 1_024;

/** PSS in megabytes of all living processes below and including `pids`, each counted once. */
export function pssMb(pids: readonly number[]): number {
  const kb = withDescendants(listProcesses(), pids).reduce((sum, pid) => sum + pssKb(pid), 0);
  return kb / KB_PER_MB;
}

/** 0 when the process ended between the listing and the reading. */
function pssKb(pid: number): number {
  try {
    return Number(/^Pss:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, "utf8"))?.[1] ?? 0);
  } catch {
    return 0;
  }
}
