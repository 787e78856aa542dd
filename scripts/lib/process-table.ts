/**
 * The processes of this machine, read from /proc (Linux); elsewhere from `ps`.
 *
 * Owns reading and the questions "who descends from" and "who carries this run's marker". Ending processes is
 * `processes.ts`. Always by id, never by name: another clone may run the same programs.
 */
import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";

/** Environment variable whose value marks everything that one test run started, however deep. */
export const RUN_ID_VARIABLE = "BATON_RUN_ID";

export type ProcessRow = {
  readonly pid: number;
  readonly parentPid: number;
  /** A zombie holds nothing and waits only to be read by its parent. */
  readonly isZombie: boolean;
  readonly command: string;
};

export function listProcesses(): readonly ProcessRow[] {
  if (!existsSync("/proc/self/stat")) return listByPs();
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .flatMap((pid) => readRow(pid) ?? []);
}

/** `roots` and everything below them, parents before children. */
export function withDescendants(rows: readonly ProcessRow[], roots: readonly number[]): readonly number[] {
  const childrenOf = new Map<number, number[]>();
  for (const { pid, parentPid } of rows) childrenOf.set(parentPid, [...(childrenOf.get(parentPid) ?? []), pid]);
  const found = new Set<number>();
  const queue = [...roots];
  for (let pid = queue.shift(); pid !== undefined; pid = queue.shift()) {
    if (found.has(pid)) continue;
    found.add(pid);
    queue.push(...(childrenOf.get(pid) ?? []));
  }
  return [...found];
}

/**
 * Living processes that carry the marker in their environment, and their descendants (Chromium's helpers overwrite their
 * own environment). Linux only; empty elsewhere.
 *
 * @param except processes that are allowed to live, usually the asking one
 */
export function processesOfRun(runId: string, except: readonly number[] = [process.pid]): readonly ProcessRow[] {
  const rows = listProcesses();
  const marker = `${RUN_ID_VARIABLE}=${runId}`;
  const marked = rows.filter(({ pid }) => !except.includes(pid) && readEnvironment(pid).includes(marker)).map(({ pid }) => pid);
  const all = new Set(withDescendants(rows, marked));
  return rows.filter(({ pid, isZombie }) => all.has(pid) && !except.includes(pid) && !isZombie);
}

function readRow(pid: number): ProcessRow | null {
  const stat = readOrNull(`/proc/${pid}/stat`);
  if (stat === null) return null;
  // The name in parentheses may itself hold spaces and parentheses: fields start after the last one.
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  const command = (readOrNull(`/proc/${pid}/cmdline`) ?? "").replaceAll("\0", " ").trim();
  return {
    pid,
    parentPid: Number(fields[1]),
    isZombie: fields[0] === "Z",
    command: command || `[${stat.slice(stat.indexOf("(") + 1, stat.lastIndexOf(")"))}]`,
  };
}

function readEnvironment(pid: number): readonly string[] {
  return (readOrNull(`/proc/${pid}/environ`) ?? "").split("\0");
}

/** A process may end between the listing and the reading, and another user's environment is closed: both mean "nothing to see". */
function readOrNull(file: string): string | null {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return null;
  }
}

function listByPs(): readonly ProcessRow[] {
  const { stdout } = spawnSync("ps", ["-axo", "pid=,ppid=,stat=,command="], { encoding: "utf8" });
  return (stdout ?? "").split("\n").flatMap((line) => {
    const match = /^\s*(\d+)\s+(\d+)\s+(\S+)\s+(.*)$/.exec(line);
    if (match === null) return [];
    return [{ pid: Number(match[1]), parentPid: Number(match[2]), isZombie: (match[3] ?? "").startsWith("Z"), command: match[4] ?? "" }];
  });
}
