/**
 * Every screen × theme × language × width, from real windows: `out/shots/*.png`, `index.html`, `report.json`, and one line of counts.
 *
 * `--only REGEX` takes the screens that fit. Ends with 1 when anything is inaccessible or does not fit.
 */
import { writeFile } from "node:fs/promises";
import path from "node:path";
import { parseArgs } from "node:util";
import { seedHistory } from "../story/seed-history.ts";
import { openWorld } from "../story/world.ts";
import { contact } from "./contact-scenes.ts";
import { contactSheet } from "./contact-sheet.ts";
import { alerts, hubTrouble, overlays, settings, signInAndEmpty } from "./desk-scenes.ts";
import { openHubGate } from "./hub-gate.ts";
import { openLens } from "./lens.ts";
import { list } from "./list-scenes.ts";
import { meetAtTheBank, session } from "./session-scenes.ts";
import { studio } from "./studio-scenes.ts";

const { values } = parseArgs({ options: { only: { type: "string" }, out: { type: "string" } } });
const outDir = path.resolve(values.out ?? "out/shots");
const lens = await openLens(outDir, values.only === undefined ? null : new RegExp(values.only));
const gate = await openHubGate();
const world = await openWorld({ environment: gate.environment, cameraFps: 3 });
const startedAt = performance.now();
let fault: unknown = null;
try {
  const stage = {
    world,
    gate,
    lens,
    desk: await world.openDesk("manager", { width: 1440, height: 900 }),
    second: await world.openDesk("second", { width: 1440, height: 900 }),
  };
  await signInAndEmpty(stage);
  // From here on steps have their usual times.
  await seedHistory(world);
  const customer = await meetAtTheBank(stage);
  await alerts(stage);
  await contact(stage);
  await list(stage);
  await overlays(stage);
  await settings(stage);
  await studio(stage);
  await session(stage, customer);
  await hubTrouble(stage);
} catch (caught) {
  fault = caught;
} finally {
  await gate.set("open");
  await world.end();
  await gate.end();
}

const found = lens.shots.flatMap(({ findings, ...shot }) => findings.map((finding) => ({ ...shot, ...finding })));
const counts = {
  shots: lens.shots.length,
  seriousAxe: found.filter(({ kind }) => kind === "axe").length,
  overflows: found.filter(({ kind }) => kind === "overflow").length,
};
await writeFile(path.join(outDir, "index.html"), contactSheet(lens.shots));
await writeFile(path.join(outDir, "report.json"), `${JSON.stringify({ ...counts, findings: found, shots: lens.shots }, null, 2)}\n`);
/** One line for each thing that is wrong, with everywhere it was seen. */
const places = new Map<string, string[]>();
for (const { screen, theme, language, width, rule, selector, detail } of found) {
  const what = `${rule} at ${selector}: ${detail}`;
  places.set(what, [...(places.get(what) ?? []), `${screen}--${theme}--${language}--${width}`]);
}
for (const [what, where] of places) console.log(`${what}\n  in ${where.join(", ")}`);
if (fault !== null) console.error(fault);
console.log(`took ${Math.round((performance.now() - startedAt) / 1_000)} s`);
console.log(JSON.stringify(counts));
process.exit(fault !== null || counts.seriousAxe + counts.overflows > 0 ? 1 : 0);
