/**
 * Plays the story once with real windows: `out/demo/story.json` and one numbered screenshot a stage and window.
 *
 * `--at ISO` begins its clock elsewhere, `--out DIR` writes elsewhere, `--until STAGE` stops after a stage.
 */
import { mkdir, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { parseArgs } from "node:util";
import { seedHistory } from "./seed-history.ts";
import type { Proof, StageId } from "./stages.ts";
import { openCast, STAGE_IDS, stages } from "./stages.ts";
import { openWorld } from "./world.ts";

type StageRecord = { id: StageId; status: "ran" | "not-built" | "failed"; ms: number; screenshot: string; proof: Proof };

const { values } = parseArgs({ options: { at: { type: "string" }, out: { type: "string" }, until: { type: "string" } }, strict: false });
const outDir = path.resolve(typeof values.out === "string" ? values.out : "out/demo");
await rm(outDir, { recursive: true, force: true });
await mkdir(outDir, { recursive: true });

/** Pictures are coded in software here: fewer leave time for the windows. */
const CAMERA_FPS = 8;
const world = await openWorld({ cameraFps: CAMERA_FPS, ...(typeof values.at === "string" ? { at: values.at } : {}) });
const records: StageRecord[] = [];
let failed = false;
try {
  const cast = await openCast(world);
  await seedHistory(world);
  for (const [index, id] of STAGE_IDS.entries()) {
    const startedAt = performance.now();
    let proof: Proof;
    let status: StageRecord["status"] = "ran";
    try {
      proof = await stages[id](cast);
    } catch (fault) {
      status = "failed";
      failed = true;
      proof = { fault: (fault instanceof Error ? fault.message : String(fault)).slice(0, 2_000) };
    }
    const ms = Math.round(performance.now() - startedAt);
    const number = String(index + 1).padStart(2, "0");
    const windows = {
      manager: cast.manager.page,
      customer: cast.phone.page,
      ...(index >= STAGE_IDS.indexOf("expert") ? { expert: cast.expert.page } : {}),
    };
    for (const [who, page] of Object.entries(windows))
      await page.screenshot({ path: path.join(outDir, `${number}-${id}-${who}.png`) }).catch(() => {});
    const screenshot = `${number}-${id}-${id === "stall" || id === "consent" ? "customer" : id === "expert" ? "expert" : "manager"}.png`;
    records.push({ id, status, ms, screenshot, proof });
    console.log(`${status === "ran" ? "ok " : "FAILED"} ${id} in ${ms} ms ${JSON.stringify(proof)}`);
    if (failed || id === values.until) break;
  }
} catch (fault) {
  failed = true;
  console.error(fault);
} finally {
  await world.end();
}
await writeFile(
  path.join(outDir, "story.json"),
  `${JSON.stringify({ at: new Date(world.startAt).toISOString(), stages: records }, null, 2)}\n`,
);
console.log(`screenshots and story.json are in ${path.relative(process.cwd(), outDir)}`);
process.exit(failed ? 1 : 0);
