/**
 * `npm run bench -- behaviours [--seed N] [--params F] [--customers N]`: the 20 detectors over seeded synthetic customers.
 *
 * Every customer's facts travel as facts do (late, doubled, overtaking) into the very watch the hub runs, with the timers the hub would
 * set. Precision, recall and delay per behaviour, over the held-out third of the seeds. For whoever tunes a limit: `--tuning` measures on
 * the other two thirds, `--policy F` with another policy, `--unlearned` as a hub without history, `--wrong` lists what went wrong.
 * How a figure is counted: docs/measurements/behaviours.md.
 */
import { readFileSync } from "node:fs";
import { parse } from "yaml";
import { learnLimits, policyForFlow, waitsOf } from "#shared/domain/breakpoint/learn-limits.ts";
import { arrivalsOf } from "#shared/domain/samples/arrivals.ts";
import { judge, raisedOf } from "#shared/domain/samples/judge.ts";
import { behaviours, isHeldOut } from "#shared/domain/samples/sample-customers.ts";
import { SECOND_MS } from "#shared/lib/duration.ts";
import type { BreakpointKind } from "#shared/model/breakpoint.ts";
import { detectionPolicySchema } from "#shared/model/policy.ts";
import { behaviourCustomer } from "#test/support/customers/behaviour-customers.ts";
import { loadPeople } from "#test/support/customers/people.ts";
import { numberArgument } from "#test/support/random.ts";

function quantile(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN;
}

function option(name: string): string | undefined {
  const at = process.argv.indexOf(`--${name}`);
  return at < 0 ? undefined : process.argv[at + 1];
}

const seed = numberArgument(process.argv, "seed", 1);
const count = numberArgument(process.argv, "customers", 9_000);
const people = loadPeople(option("params"));
const isTuning = process.argv.includes("--tuning");
const isVerbose = process.argv.includes("--wrong");
const base = detectionPolicySchema.parse(
  parse(readFileSync(option("policy") ?? new URL("../../content/policies/detection.yaml", import.meta.url), "utf8")),
);

const customers = Array.from({ length: count }, (_none, index) => behaviourCustomer(seed + index, people));
// Limits are learned from customers who finished and are not measured on.
const history = customers.filter((customer) => !isHeldOut(customer.seed)).flatMap((customer) => waitsOf(customer.facts, customer.flow));
const policy = process.argv.includes("--unlearned") ? base : learnLimits(history, base);
const measured = customers.filter((customer) => isHeldOut(customer.seed) !== isTuning);

type Figures = { troubled: number; found: number; right: number; wrong: number; readonly delays: number[] };
const figures = new Map<BreakpointKind, Figures>(
  behaviours.map((kind) => [kind, { troubled: 0, found: 0, right: 0, wrong: 0, delays: [] }]),
);
const startedAt = performance.now();
let facts = 0;
let disturbed = 0;
let allRight = 0;
const wrongBy = new Map<string, number>();
for (const customer of measured) {
  const arrivals = arrivalsOf(customer.facts, customer.seed, people);
  facts += arrivals.length;
  const raised = raisedOf(arrivals, customer.flow, policyForFlow(policy, customer.flow), customer.until);
  const { trouble } = customer;
  if (trouble === null) {
    allRight += 1;
    if (raised.length > 0) disturbed += 1;
  }
  let isFound = false;
  for (const each of raised) {
    const of = figures.get(each.kind);
    const judged = judge(each, customer);
    if (!of || judged === "neither") continue;
    of[judged] += 1;
    if (judged === "wrong") {
      const key = `${each.kind} <- ${trouble ? `trouble ${trouble.kind}` : `${customer.lookAlike}`} ${customer.pace} ${each.limits}`;
      wrongBy.set(key, (wrongBy.get(key) ?? 0) + 1);
    }
    if (judged !== "right" || trouble === null || isFound) continue;
    isFound = true;
    of.found += 1;
    of.delays.push(each.at - trouble.from);
  }
  if (trouble === null) continue;
  const of = figures.get(trouble.kind);
  if (!of) continue;
  of.troubled += 1;
  if (!isFound && isVerbose) console.error(`missed ${trouble.kind} seed ${customer.seed} ${JSON.stringify(raised)}`);
}
const tookMs = performance.now() - startedAt;
if (isVerbose) for (const [key, n] of [...wrongBy].sort((a, b) => b[1] - a[1]).slice(0, 60)) console.error(n, key);

/** `baseline`: the aim. */
function print(name: string, value: number, unit: string, baseline: number | null, n: number): void {
  const round = (figure: number | null) => (figure === null || Number.isNaN(figure) ? null : Math.round(figure * 1_000) / 1_000);
  const ratio = baseline === null ? null : value / baseline;
  console.log(JSON.stringify({ bench: "behaviours", name, value: round(value), unit, baseline: round(baseline), ratio: round(ratio), n }));
}

for (const [kind, { troubled, found, right, wrong, delays }] of figures) {
  delays.sort((a, b) => a - b);
  print(`${kind}-precision`, right / (right + wrong), "share", 0.9, right + wrong);
  print(`${kind}-recall`, found / troubled, "share", 0.95, troubled);
  print(`${kind}-delay-p50`, quantile(delays, 0.5) / SECOND_MS, "s", null, delays.length);
  print(`${kind}-delay-p95`, quantile(delays, 0.95) / SECOND_MS, "s", null, delays.length);
}
print("disturbed-without-need", disturbed / allRight, "share", null, allRight);
print("facts-a-second", facts / (tookMs / SECOND_MS), "1/s", null, facts);
