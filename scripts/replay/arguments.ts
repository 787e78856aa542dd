/** The command line of `npm run replay`. Owns its words and what they mean; nothing is opened here. */
import { parseArgs } from "node:util";
import { err, ok, type Result } from "#shared/lib/result.ts";

export const USAGE = `npm run replay -- FILE --map MAP.yaml [--policy POLICY.yaml] [--train-until INSTANT] [--report OUT.json]
                    [--alerts OUT.csv] [--model MODEL.json] [--write-model OUT.json] [--no-score] [--no-behaviours]
npm run replay -- --synthetic [--seed N] [--journeys N] --write-model OUT.json

FILE           CSV, TSV or XES, gzip or not, in any order of time
--map          how its columns become journeys, steps, facts and outcomes (content/replay)
--policy       detection policy; default: the bank's, with the map's own limits laid over it
--train-until  learn the score from journeys begun before this instant, measure everything on those begun from it on;
               default: the instant by which half of the journeys had begun
--report       every figure as JSON
--alerts       the score's alerts at 5 %, one line each: journey, instant, whom the rule speaks up for
--model        score with this model instead of learning one; measured on what it did not learn from
--write-model  keep the learned model (also when nothing is left to measure it on)
--synthetic    learn from made-up customers of the bank's own flows, with no log at all`;

export type ReplayArguments = {
  readonly map: string;
  readonly file: string;
  readonly policy: string | undefined;
  readonly trainUntil: string | undefined;
  readonly report: string | undefined;
  readonly alerts: string | undefined;
  readonly model: string | undefined;
  readonly writeModel: string | undefined;
  readonly score: boolean;
  readonly behaviours: boolean;
};

export type SyntheticArguments = { readonly seed: number; readonly journeys: number; readonly writeModel: string };

export type Arguments = ({ readonly kind: "log" } & ReplayArguments) | ({ readonly kind: "synthetic" } & SyntheticArguments);

const DEFAULT_SEED = 20_261_123;
const DEFAULT_JOURNEYS = 6_000;

/** Fails with one sentence. */
export function readArguments(argv: readonly string[]): Result<Arguments, string> {
  let parsed: ReturnType<typeof parse>;
  try {
    parsed = parse(argv);
  } catch (fault) {
    return err(fault instanceof Error ? fault.message : String(fault));
  }
  const { values, positionals } = parsed;
  if (values.synthetic === true) {
    const seed = Number(values.seed ?? DEFAULT_SEED);
    const journeys = Number(values.journeys ?? DEFAULT_JOURNEYS);
    if (!Number.isSafeInteger(seed) || !Number.isSafeInteger(journeys) || journeys < 100) {
      return err("--seed is a whole number, --journeys at least 100.");
    }
    const writeModel = values["write-model"];
    return writeModel === undefined
      ? err("--synthetic needs --write-model OUT.json.")
      : ok({ kind: "synthetic", seed, journeys, writeModel });
  }
  const [file, ...others] = positionals;
  if (file === undefined || others.length > 0)
    return err(file === undefined ? "Which file?" : `One file at a time, not also ${others.join(", ")}.`);
  if (values.map === undefined) return err("Which map? --map content/replay/….yaml");
  return ok({
    kind: "log",
    file,
    map: values.map,
    policy: values.policy,
    trainUntil: values["train-until"],
    report: values.report,
    alerts: values.alerts,
    model: values.model,
    writeModel: values["write-model"],
    score: values["no-score"] !== true,
    behaviours: values["no-behaviours"] !== true,
  });
}

function parse(argv: readonly string[]) {
  return parseArgs({
    args: [...argv],
    allowPositionals: true,
    options: {
      map: { type: "string" },
      policy: { type: "string" },
      "train-until": { type: "string" },
      report: { type: "string" },
      alerts: { type: "string" },
      model: { type: "string" },
      "write-model": { type: "string" },
      "no-score": { type: "boolean" },
      "no-behaviours": { type: "boolean" },
      synthetic: { type: "boolean" },
      seed: { type: "string" },
      journeys: { type: "string" },
    },
  });
}
