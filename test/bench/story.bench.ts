/**
 * `npm run bench -- story [-- --runs N]`: the times a person waits for in the main job, and what a desk costs beside a bare window.
 *
 * Every figure is between two things seen: an instant at the hub or a tap on the phone, and a painted frame at the desk. All clocks are this
 * machine's; the hub's shift is asked for. Nothing is asserted: two cores shared with other work say little about absolutes.
 */
import os from "node:os";
import { parseArgs } from "node:util";
import { openColdStarts } from "../support/bench-cold-start.ts";
import { median, percentile, printFigure } from "../support/bench-line.ts";
import { measureDue, measureSession } from "../support/bench-waits.ts";

const { values } = parseArgs({ options: { runs: { type: "string", default: "3" }, part: { type: "string" } } });
const runs = Number(values.runs);
const wants = (part: string) => values.part === undefined || values.part === part;
const load = () =>
  os
    .loadavg()
    .map((one) => one.toFixed(1))
    .join(" ");
console.error(`load average before: ${load()} on ${os.cpus().length} cores`);

const say = (name: string, observed: readonly number[], baseline?: number) => {
  if (observed.length === 0) return;
  printFigure({
    bench: "story",
    name: `${name}-p50`,
    value: median(observed),
    unit: "ms",
    n: observed.length,
    ...(baseline === undefined ? {} : { baseline }),
  });
  const alone = { bench: "story", unit: "ms" as const, n: observed.length };
  // Of a few observations the worst one is all that can be said.
  if (observed.length < 20) printFigure({ ...alone, name: `${name}-max`, value: Math.max(...observed) });
  else printFigure({ ...alone, name: `${name}-p95`, value: percentile(observed, 0.95) });
};

if (wants("due")) {
  // Two hubs: the alert budget of one manager's hour (content/policies/budget.yaml) ends at thirty.
  const rounds = [await measureDue(10), await measureDue(10)];
  say(
    "due-to-visible",
    rounds.flatMap((one) => one.byTimerMs),
  );
  say(
    "fact-sent-to-visible",
    rounds.flatMap((one) => one.byFactMs),
  );
}
if (wants("session")) {
  const waits = { acceptToVideoMs: [] as number[], acceptToMirrorMs: [] as number[], changeToVisibleMs: [] as number[] };
  for (let run = 0; run < runs; run++) {
    const once = await measureSession(25);
    waits.acceptToVideoMs.push(once.acceptToVideoMs);
    waits.acceptToMirrorMs.push(once.acceptToMirrorMs);
    waits.changeToVisibleMs.push(...once.changeToVisibleMs);
  }
  say("accept-to-first-video-frame", waits.acceptToVideoMs);
  say("consent-to-first-mirror-paint", waits.acceptToMirrorMs);
  say("page-change-to-visible", waits.changeToVisibleMs);
}
if (wants("start")) {
  const starts = await openColdStarts(runs);
  say("bare-window-start", starts.bareMs);
  say("first-start-to-sign-in", starts.signInMs, median(starts.bareMs));
  say("first-start-to-inbox", starts.firstMs, median(starts.bareMs));
  say("cold-start-to-inbox", starts.withHubMs, median(starts.bareMs));
  say("cold-start-to-connected", starts.withHubConnectedMs, median(starts.bareMs));
  say("cold-start-to-inbox-hub-running", starts.hubRunningMs, median(starts.bareMs));
  say("cold-start-to-connected-hub-running", starts.hubRunningConnectedMs, median(starts.bareMs));
  const memory = (name: string, mb: readonly number[], baseline?: number) =>
    printFigure({ bench: "story", name, value: median(mb), unit: "MB", n: mb.length, ...(baseline === undefined ? {} : { baseline }) });
  memory("bare-window-pss", starts.bareMb);
  memory("desk-and-hub-pss", starts.deskAndHubMb, median(starts.bareMb));
  memory("hub-pss", starts.hubMb);
}
console.error(`load average after: ${load()}`);
process.exit(0);
