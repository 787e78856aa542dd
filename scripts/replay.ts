/**
 * `npm run replay -- FILE --map MAP.yaml …`: a recorded log through the detectors and the need score, in virtual time.
 * Owns the command line's way from words to files; the replay itself is in `scripts/replay/`.
 */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { readNeedModel } from "#shared/domain/score/score-journey.ts";
import { err, ok, type Result } from "#shared/lib/result.ts";
import type { NeedModel } from "#shared/model/need-score.ts";
import { inProject } from "./lib/project.ts";
import { type ReplayArguments, readArguments, type SyntheticArguments, USAGE } from "./replay/arguments.ts";
import { learnFromSynthetic } from "./replay/learn-synthetic.ts";
import { loadMap, loadPolicy, offsetMsOf } from "./replay/map-schema.ts";
import { printedReport } from "./replay/print-report.ts";
import { progressOn } from "./replay/progress.ts";
import { instantOf } from "./replay/read-log.ts";
import { replayLog } from "./replay/replay-log.ts";

const EXIT_FAILED = 1;
const EXIT_USAGE = 2;

function write(file: string, text: string): void {
  mkdirSync(path.dirname(path.resolve(file)), { recursive: true });
  writeFileSync(file, text);
}

function loadModel(file: string): Result<NeedModel, string> {
  try {
    const read = readNeedModel(JSON.parse(readFileSync(file, "utf8")));
    return read.ok ? read : err(`${file}: ${read.error.message}`);
  } catch (fault) {
    return err(`${file}: ${fault instanceof Error ? fault.message : String(fault)}`);
  }
}

function refuse(sentence: string): number {
  console.error(sentence);
  return EXIT_FAILED;
}

async function replay(asked: ReplayArguments): Promise<number> {
  const map = loadMap(asked.map);
  if (!map.ok) return refuse(map.error.message);
  const policy = loadPolicy(map.value, asked.policy, inProject("content/policies/detection.yaml"));
  if (!policy.ok) return refuse(policy.error.message);
  const trainUntil = asked.trainUntil === undefined ? ok(null) : parseInstant(asked.trainUntil, offsetMsOf(map.value.time.utcOffset));
  if (!trainUntil.ok) return refuse(trainUntil.error);
  const model = asked.model === undefined ? ok(null) : loadModel(asked.model);
  if (!model.ok) return refuse(model.error);
  const { report, ...made } = await replayLog({
    file: asked.file,
    map: map.value,
    policy: policy.value,
    trainUntil: trainUntil.value,
    model: model.value,
    withScore: asked.score,
    withBehaviours: asked.behaviours,
    progress: progressOn(process.stderr),
  });
  console.log(printedReport(report));
  if (asked.report !== undefined) write(asked.report, `${JSON.stringify(report, null, 2)}\n`);
  if (asked.alerts !== undefined) {
    const quoted = (text: string) => (/[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
    const lines = made.alerts.map(({ journey, at, whom }) => `${quoted(journey)},${new Date(at).toISOString()},${whom}`);
    write(asked.alerts, `journey,at,whom\n${lines.map((line) => `${line}\n`).join("")}`);
  }
  if (asked.writeModel !== undefined && made.model !== null) write(asked.writeModel, `${JSON.stringify(made.model)}\n`);
  return 0;
}

function parseInstant(text: string, offsetMs: number): Result<number, string> {
  const at = instantOf(text, offsetMs);
  return at === null ? err(`--train-until ${text} is no instant; write 2017-04-03 or 2017-04-03T16:00:00Z`) : ok(at);
}

function learnSynthetic({ seed, journeys, writeModel }: SyntheticArguments): number {
  const progress = progressOn(process.stderr);
  const { model, printed } = learnFromSynthetic(seed, journeys, progress);
  progress.end();
  write(writeModel, `${JSON.stringify(model)}\n`);
  console.log(printed);
  return 0;
}

async function main(argv: readonly string[]): Promise<number> {
  const asked = readArguments(argv);
  if (!asked.ok) {
    console.error(`${asked.error}\n\n${USAGE}`);
    return EXIT_USAGE;
  }
  if (asked.value.kind === "synthetic") return learnSynthetic(asked.value);
  try {
    return await replay(asked.value);
  } catch (fault) {
    // A file that is not there or not readable is the user's to mend; anything else is a bug and propagates.
    if (fault instanceof Error && "code" in fault && "path" in fault) return refuse(fault.message);
    throw fault;
  }
}

process.exitCode = await main(process.argv.slice(2));
