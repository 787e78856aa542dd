/**
 * The need score in the hub: which model it runs on, and what that says of a journey now.
 *
 * Owns the choice of the model file (the data folder's own, retrained one before the one that ships) and that one which does not fit is refused
 * with a reason and never half used. Scoring is `shared/domain/score`; what a journey has come to is the intake's.
 */
import { readFile } from "node:fs/promises";
import path from "node:path";
import type { NeedHistory, NeedState } from "#shared/domain/score/need-state.ts";
import { readNeedModel, scoreJourney } from "#shared/domain/score/score-journey.ts";
import { err, ok, type Result } from "#shared/lib/result.ts";
import type { JourneyId } from "#shared/model/ids.ts";
import type { AlertNeed, NeedModel } from "#shared/model/need-score.ts";
import type { Log } from "../platform/log.ts";

/** A data folder's own model, written by `npm run retrain`. */
export const NEED_MODEL_FILE = "need-model.json";
/** The model that ships, inside the content folder. */
export const SHIPPED_NEED_MODEL = "score/need-model.json";

export function needModelFiles(dataDir: string, contentDir: string): readonly string[] {
  return [path.join(dataDir, NEED_MODEL_FILE), path.join(contentDir, SHIPPED_NEED_MODEL)];
}

export type JourneyNeed = { readonly state: NeedState; readonly history: NeedHistory };

export type NeedScores = {
  /** Null: no model could be used, and alerts carry no score. */
  readonly model: NeedModel | null;
  /** Null without a model, and for a journey that is over or has not begun. */
  scoreOf(journeyId: JourneyId): AlertNeed | null;
  /** When time alone will next be worth a new score, hub clock; null when the customer has been quiet for the longest spell. */
  nextMoment(journeyId: JourneyId): number | null;
  /** Reads the model files anew; fails with the reason of the first when that is refused, the model in use stays then. */
  reload(): Promise<Result<NeedModel, string>>;
};

/** What a file of this text says: read and checked when the program was built. */
export type KnownNeedModel = { readonly text: string; readonly model: NeedModel };

type NeedScoreParts = {
  /** In order of preference; one that is not there is passed over, one that does not fit is passed over with a warning. */
  readonly files: readonly string[];
  readonly known?: KnownNeedModel | undefined;
  readonly needOf: (journeyId: JourneyId) => JourneyNeed | null;
  readonly now: () => number;
  readonly log: Log;
};

type ReadModel = { readonly file: string; readonly model: Result<NeedModel, string> };

async function readModelFile(file: string, known: KnownNeedModel | undefined): Promise<ReadModel | null> {
  let text: string;
  try {
    text = await readFile(file, "utf8");
  } catch (fault) {
    if ((fault as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw fault;
  }
  return { file, model: text === known?.text ? ok(known.model) : needModelOf(text) };
}

/** The model of a file's text; fails with the reason. */
export function needModelOf(text: string): Result<NeedModel, string> {
  let raw: unknown;
  try {
    raw = JSON.parse(text);
  } catch {
    return err("the file is no JSON");
  }
  const model = readNeedModel(raw);
  return model.ok ? model : err(model.error.message);
}

export async function openNeedScores({ files, known, needOf, now, log }: NeedScoreParts): Promise<NeedScores> {
  const readAll = async () => (await Promise.all(files.map((file) => readModelFile(file, known)))).filter((read) => read !== null);

  function choose(read: readonly ReadModel[]): NeedModel | null {
    for (const { file, model } of read) {
      if (model.ok) return model.value;
      log("warn", "content", "a need model was refused", { file, reason: model.error });
    }
    return null;
  }

  let model = choose(await readAll());
  if (model !== null)
    log("info", "start", "alerts are scored", {
      model: model.modelVersion,
      source: model.trainedOn.source,
      journeys: model.trainedOn.journeys,
    });

  return {
    get model() {
      return model;
    },
    scoreOf(journeyId) {
      const need = needOf(journeyId);
      if (model === null || need === null || need.state.finishedAt !== null || need.state.acts === 0) return null;
      const scoredAt = Math.max(now(), need.state.lastAt);
      const { source, from, until, journeys, demoJourneys } = model.trainedOn;
      return {
        ...scoreJourney(need.state, need.history, scoredAt, model),
        scoredAt,
        model: { source, from, until, journeys, ...(demoJourneys === undefined ? {} : { demoJourneys }) },
      };
    },
    nextMoment(journeyId) {
      const need = needOf(journeyId);
      if (model === null || need === null || need.state.finishedAt !== null) return null;
      const at = now();
      for (const spell of model.quietMs) if (need.state.lastAt + spell > at) return need.state.lastAt + spell;
      return null;
    },
    async reload() {
      const read = await readAll();
      const [first] = read;
      if (first !== undefined && !first.model.ok) return err(first.model.error);
      const chosen = choose(read);
      if (chosen === null) return err("there is no need model");
      model = chosen;
      log("info", "content", "another need model is in use", { model: chosen.modelVersion, source: chosen.trainedOn.source });
      return { ok: true, value: chosen };
    },
  };
}
