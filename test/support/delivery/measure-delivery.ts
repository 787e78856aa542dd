/**
 * How late an alert is on a desk after its limit was reached, while facts come at a rate: hub, back ends and desks are processes of their own.
 *
 * Part of `npm run bench -- engine`. What is compared: a bare timer in the hub's process, for the same instants. The rate that was really
 * reached is a line of its own, because a machine may not reach the one that was asked for.
 */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { SECOND_MS } from "#shared/lib/duration.ts";
import { percentile, printFigure } from "../bench-line.ts";
import type { DesksOrder, DesksReport } from "./desk-side.ts";
import type { HubOpened, HubReport } from "./hub-side.ts";
import type { LoadOrder, LoadReport } from "./load-side.ts";
import { type Side, startSide } from "./side.ts";

export type DeliveryLoad = {
  /** Facts a second, all back ends together. */
  readonly rate: number;
  readonly desks: number;
  readonly seconds: number;
  /** Journeys that go quiet for too long, a second. */
  readonly alertsASecond: number;
};

const bench = "engine";
/** Probes of an instant: what is due together is found together. */
const PROBES_AT_ONCE = 5;
const DESKS_A_SIDE = 1_000;
/** Facts a second that one back end can make. */
const MOST_A_SIDE = 15_000;
const PROBE_AHEAD_MS = 1_500;
/** Until everything is on its way, beside the writing down, and until the last of it has come. */
const BEGIN_MS = 1_500;
/** Facts that are written down before they are sent, a millisecond, on a busy machine. */
const PREPARED_A_MS = 50;
const END_MS = 4_000;

function instantsOf(from: number, { seconds, alertsASecond }: DeliveryLoad): readonly number[] {
  const everyMs = (PROBES_AT_ONCE * SECOND_MS) / alertsASecond;
  return Array.from({ length: Math.floor((seconds * SECOND_MS) / everyMs) }, (_none, index) =>
    Math.round(from + PROBE_AHEAD_MS + index * everyMs),
  );
}

export async function measureDelivery(load: DeliveryLoad, hubArgv: readonly string[] = []): Promise<void> {
  const dataDir = await mkdtemp(path.join(tmpdir(), "baton-delivery-"));
  const hub = startSide("hub-side.ts", hubArgv);
  const sides: Side[] = [];
  const started = (file: string): Side => {
    const side = startSide(file);
    sides.push(side);
    return side;
  };
  try {
    const { url, launchToken, bankKey, limitMs } = await hub.ask<HubOpened>("open", dataDir);
    const deskSides = Array.from({ length: Math.ceil(load.desks / DESKS_A_SIDE) }, () => started("desk-side.ts"));
    for (const [index, side] of deskSides.entries()) {
      const desks = Math.min(DESKS_A_SIDE, load.desks - index * DESKS_A_SIDE);
      await side.ask("open", { url, launchToken, desks, specialistId: "agent-04" } satisfies DesksOrder);
    }
    const backEnds = Array.from({ length: Math.ceil(load.rate / MOST_A_SIDE) }, () => started("load-side.ts"));
    const from = Date.now() + BEGIN_MS + (load.rate * load.seconds) / PREPARED_A_MS;
    const until = from + load.seconds * SECOND_MS;
    const instants = instantsOf(from, load);
    const rate = load.rate / backEnds.length;
    const probes = instants.map((dueAt, at) => ({
      ids: Array.from({ length: PROBES_AT_ONCE }, (_none, probe) => `j-quiet-${at}-${probe}`),
      dueAt,
    }));
    const orderOf = (index: number): LoadOrder => ({
      url,
      bankKey,
      rate,
      batch: Math.min(1_000, Math.max(100, Math.round(rate / 20))),
      from,
      until,
      name: String(index),
      probes: probes.filter((_probe, place) => place % backEnds.length === index),
      limitMs,
    });
    await Promise.all(backEnds.map((side, index) => side.ask("prepare", orderOf(index))));
    await hub.ask("timers", { instants });
    const reports = await Promise.all(backEnds.map((side) => side.ask<LoadReport>("run")));
    await delay(END_MS);
    const { timersLate, loopP99Ms, loopMaxMs, cpuMs, faults } = await hub.ask<HubReport>("report");
    const desks = await Promise.all(deskSides.map((side) => side.ask<DesksReport>("report")));
    const late = desks.flatMap((desk) => [...desk.late]);
    const facts = reports.reduce((sum, report) => sum + report.facts, 0);
    const what = `${load.rate}-a-second/${load.desks}-desks`;
    for (const [name, share01] of [
      ["p50", 0.5],
      ["p99", 0.99],
    ] as const) {
      const baseline = percentile(timersLate, share01);
      printFigure({
        bench,
        name: `due-to-delivered/${name}/${what}`,
        value: percentile(late, share01),
        unit: "ms",
        baseline,
        n: late.length,
      });
    }
    printFigure({
      bench,
      name: `due-to-delivered/reached/${what}`,
      value: facts / load.seconds,
      unit: "a second",
      baseline: load.rate,
      n: facts,
    });
    const heard = Math.max(0, ...desks.map((desk) => desk.alerts));
    const gaps = desks.reduce((sum, desk) => sum + desk.gaps, 0);
    const cpuOf = (sides: readonly { readonly cpuMs: number }[]) => Math.round(sides.reduce((sum, side) => sum + side.cpuMs, 0));
    process.stderr.write(
      `${what}: ${probes.length * PROBES_AT_ONCE} journeys went quiet, ${heard} alerts on ${load.desks} desks, ${late.length} arrivals, ${gaps} gaps, ${faults} faults; ` +
        `CPU: hub ${Math.round(cpuMs)} ms, desks ${cpuOf(desks)} ms, back ends ${cpuOf(reports)} ms; the hub's loop was held ${Math.round(loopP99Ms)} (p99) and ${Math.round(loopMaxMs)} ms (longest)\n`,
    );
  } finally {
    await Promise.all(sides.map((side) => side.end()));
    await hub.end();
    await rm(dataDir, { recursive: true, force: true });
  }
}
