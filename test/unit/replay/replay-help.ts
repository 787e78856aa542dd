/** Tiny made-up logs in the shape of the real ones, written to a folder that is taken away again. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll } from "vitest";
import { loadMap, type ReplayMap } from "#scripts/replay/map-schema.ts";
import { type RecordedLog, readLog } from "#scripts/replay/read-log.ts";
import { readText } from "#scripts/replay/read-text.ts";
import { seededChance } from "#shared/lib/seeded-random.ts";

const folder = mkdtempSync(path.join(tmpdir(), "baton-replay-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

export function tempFile(name: string, content: string | Uint8Array): string {
  const file = path.join(folder, name);
  writeFileSync(file, content);
  return file;
}

export function mapOf(name: "web-funnel" | "loan-log"): ReplayMap {
  const loaded = loadMap(path.resolve(import.meta.dirname, `../../../content/replay/${name}.yaml`));
  if (!loaded.ok) throw new Error(loaded.error.message);
  return loaded.value;
}

export async function logOf(name: string, content: string | Uint8Array, map: ReplayMap): Promise<RecordedLog> {
  return readLog(await readText(tempFile(name, content)), map);
}

export const HEADER = "client_id,visitor_id,visit_id,process_step,date_time";

/** One act: seconds after 10:00:00, step. */
export type Act = readonly [number, string];

const clock = (seconds: number) => new Date(Date.UTC(2017, 3, 1, 10, 0, seconds)).toISOString().slice(0, 19).replace("T", " ");

export function visitRows(visit: string, acts: readonly Act[], visitor = `v-${visit}`, client = `c-${visit}`): readonly string[] {
  return acts.map(([seconds, step]) => `${client},${visitor},${visit},${step},${clock(seconds)}`);
}

/** Newest first, as the real one is; rows of one instant turned round as well. */
export function funnelCsv(rows: readonly string[], newestFirst = true): string {
  const at = (row: string) => row.split(",")[4] ?? "";
  const oldestFirst = rows.map((row, index) => ({ row, index })).sort((a, b) => at(a.row).localeCompare(at(b.row)) || a.index - b.index);
  const ordered = (newestFirst ? oldestFirst.reverse() : oldestFirst).map(({ row }) => row);
  return `${[HEADER, ...ordered].join("\n")}\n`;
}

/** Many visits, seeded: those who go back to the start mostly give up, the others mostly finish. */
export function manyVisits(count: number, seed: number): readonly string[] {
  const chance = seededChance(seed);
  return Array.from({ length: count }, (_, index) => {
    let at = index * 40;
    const next = (seconds: number) => {
      at += Math.ceil(chance() * seconds);
      return at;
    };
    const wavers = chance() < 0.4;
    const acts: Act[] = [
      [at, "start"],
      [next(20), "step_1"],
    ];
    if (wavers) acts.push([next(60), "start"], [next(60), "step_1"], [next(90), "start"]);
    if (chance() < (wavers ? 0.2 : 0.8)) acts.push([next(20), "step_1"], [next(30), "step_2"], [next(30), "step_3"], [next(20), "confirm"]);
    return visitRows(`m${index}`, acts);
  }).flat();
}
