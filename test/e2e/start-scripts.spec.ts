/** What the desk's window reads before it is drawn, and what only after. */
import { readFile } from "node:fs/promises";
import path from "node:path";
import { expect, test } from "@playwright/test";
import { outFolder } from "#scripts/lib/project.ts";
import { DESK_READY, signInDesk } from "../story/desk-hands.ts";
import type { World } from "../story/world.ts";
import { openWorld } from "../story/world.ts";
import { MANAGER_ID } from "../support/stalled-customer.ts";

let world: World | undefined;
test.afterEach(() => world?.end());

const renderer = path.join(outFolder, "renderer");
/** How zod's own code names itself in every schema. */
const OF_SCHEMAS = "._zod.";

/** A script and all it imports as it is read; what it imports later, on demand, not. */
async function readWith(file: string, known = new Map<string, string>()): Promise<Map<string, string>> {
  if (known.has(file)) return known;
  const code = await readFile(path.join(renderer, file), "utf8");
  known.set(file, code);
  for (const [, next = ""] of code.matchAll(/(?:from|import)\s*["']\.\/([^"']+\.js)["']/g)) await readWith(`assets/${next}`, known);
  return known;
}

test("[SHELL-15] the desk starts without schemas, and has them before it is connected", async () => {
  const page = await readFile(path.join(renderer, "desk.html"), "utf8");
  const named = [...page.matchAll(/(?:src|href)="\.\/(assets\/[^"]+\.js)"/g)].map(([, file = ""]) => file);
  expect(named.length).toBeGreaterThan(0);
  const atStart = new Map<string, string>();
  for (const file of named) await readWith(file, atStart);
  expect([...atStart].filter(([, code]) => code.includes(OF_SCHEMAS)).map(([file]) => file)).toEqual([]);

  world = await openWorld();
  const { page: desk } = await world.openDesk("manager");
  const read: string[] = [];
  desk.on("request", (request) => void read.push(new URL(request.url()).pathname.slice(1)));
  await desk.reload();
  await signInDesk(desk, MANAGER_ID);
  await desk.locator(DESK_READY).waitFor();
  await desk.locator('[data-testid="sync-state"][data-link="online"]').waitFor();
  const later = read.filter((file) => file.endsWith(".js") && !atStart.has(file));
  const texts = await Promise.all(later.map((file) => readFile(path.join(renderer, file), "utf8")));
  expect(texts.some((code) => code.includes(OF_SCHEMAS))).toBe(true);
});
