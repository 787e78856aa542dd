/** `npm run build [-- TARGET…] [--force]`: bundles what is out of date. The work is in `scripts/build/`. */
import { buildTargets, describeOutcome, targetNames } from "./build/build-targets.ts";

const EXIT_USAGE = 2;
const names = process.argv.slice(2).filter((argument) => argument !== "--force");
const unknown = names.filter((name) => !targetNames.includes(name));
if (unknown.length > 0) {
  console.error(`There is no target ${unknown.join(", ")}. Targets: ${targetNames.join(", ")}.`);
  process.exitCode = EXIT_USAGE;
} else {
  const outcomes = await buildTargets(names, { force: process.argv.includes("--force") });
  for (const outcome of outcomes) console.log(`[build] ${describeOutcome(outcome)}`);
  const hasFailed = outcomes.some(({ kind }) => kind === "failed");
  const askedForAbsent = names.length > 0 && outcomes.some(({ kind }) => kind === "absent");
  process.exitCode = hasFailed || askedForAbsent ? 1 : 0;
}
