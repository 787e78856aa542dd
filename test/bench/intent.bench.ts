/**
 * `npm run bench -- intent [-- --seed N --wrong]`: how well what customers want to know is read.
 *
 * Five folds over the samples of `content/intent`, near copies in one fold; in each, threshold and calibration come from folds of the
 * samples learned from. Every text is asked where the samples say and at another step. `baseline` is keywords learned from the same
 * samples, except where the name says otherwise. Last come questions written afterwards (`test/support/fresh-questions.yaml`).
 */
import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { parse } from "yaml";
import { z } from "zod";
import { loadContent } from "#hub/content/load-content.ts";
import { toSimplifiedCharacter } from "#hub/content/simplified.ts";
import { type IntentModel, LEARN_INTENTS, learnFromSamples } from "#shared/domain/intent/learn-intents.ts";
import { readIntent, readPlace } from "#shared/domain/intent/read-intent.ts";
import { foldsOf, OUT_OF_SCOPE, type Sample, samplesOf } from "#shared/domain/intent/samples.ts";
import { readable, textFeatures } from "#shared/domain/intent/text-features.ts";
import { reliabilityOf } from "#shared/domain/score/calibration.ts";
import { invariant } from "#shared/lib/invariant.ts";
import { breakpointKindSchema } from "#shared/model/breakpoint.ts";
import { flowIdSchema, stepIdSchema } from "#shared/model/ids.ts";
import { keywordReader, majorityReader } from "../support/intent-baselines.ts";

const FOLDS = 5;
const { values } = parseArgs({ options: { seed: { type: "string", default: "7" }, wrong: { type: "boolean", default: false } } });
const seed = Number(values.seed);

const loaded = loadContent("content");
invariant(loaded.ok, "content has no faults");
const { needs, flows } = loaded.value;
const simplify = (text: string) => [...text].map(toSimplifiedCharacter).join("");
const samples = samplesOf(needs, flows, simplify);
const nameOf = (intent: number | null) => (intent === null ? "abstained" : (needs.intents[intent]?.id ?? "out of scope"));

/** What was asked, and what the reader made of it: an intent, or null where it abstained. */
type Judged = { readonly asked: number; readonly read: number | null; readonly confidence01: number; readonly text: string };

const cpuMs = () => {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1_000;
};
const learnMs: number[] = [];
const readUs: number[] = [];

function learn(from: readonly Sample[]): IntentModel {
  const before = cpuMs();
  const model = learnFromSamples(needs.intents, from, { ...LEARN_INTENTS, seed });
  void model.said;
  learnMs.push(cpuMs() - before);
  return model;
}

function ask(model: IntentModel, { text, place, intent }: Pick<Sample, "text" | "place" | "intent">): Judged {
  const before = cpuMs();
  const reading = readIntent(model, text, place);
  readUs.push((cpuMs() - before) * 1_000);
  const read = reading.kind === "understood" ? needs.intents.indexOf(reading.intent) : null;
  return { asked: intent, read, confidence01: reading.kind === "understood" ? reading.need.confidence01 : 0, text };
}

const plain = (reader: ReturnType<typeof keywordReader>, sample: Sample): Judged => ({
  asked: sample.intent,
  read: reader(sample),
  confidence01: 1,
  text: sample.text,
});

type Figures = {
  accuracy: number;
  answered: number;
  macroF1: number;
  outside: number;
  askedCount: number;
  answeredCount: number;
  outsideCount: number;
};

/** An abstention is a miss of its intent and no wrong answer; an answer to what is out of scope is wrong for the intent named. */
function figuresOf(all: readonly Judged[]): Figures {
  const inside = all.filter(({ asked }) => asked !== OUT_OF_SCOPE);
  const outside = all.filter(({ asked }) => asked === OUT_OF_SCOPE);
  const answered = inside.filter(({ read }) => read !== null);
  const f1 = needs.intents.map((_, intent) => {
    const right = all.filter(({ asked, read }) => asked === intent && read === intent).length;
    const named = all.filter(({ read }) => read === intent).length;
    const asked = inside.filter((each) => each.asked === intent).length;
    return named + asked === 0 ? 0 : (2 * right) / (named + asked);
  });
  return {
    accuracy: answered.filter(({ asked, read }) => asked === read).length / Math.max(1, answered.length),
    answered: answered.length / inside.length,
    macroF1: f1.reduce((sum, each) => sum + each, 0) / f1.length,
    outside: outside.filter(({ read }) => read !== null).length / Math.max(1, outside.length),
    askedCount: inside.length,
    answeredCount: answered.length,
    outsideCount: outside.length,
  };
}

function print(name: string, value: number, unit: string, baseline: number | null, n: number): void {
  const round = (figure: number | null) => (figure === null || !Number.isFinite(figure) ? null : Math.round(figure * 1_000) / 1_000);
  const ratio = baseline === null || baseline === 0 ? null : value / baseline;
  console.log(JSON.stringify({ bench: "intent", name, value: round(value), unit, baseline: round(baseline), ratio: round(ratio), n }));
}

function printFigures(name: string, own: Figures, beside: Figures): void {
  print(`${name}/accuracy-on-answered`, own.accuracy, "share", beside.accuracy, own.answeredCount);
  print(`${name}/answered`, own.answered, "share", beside.answered, own.askedCount);
  print(`${name}/macro-f1`, own.macroF1, "share", beside.macroF1, own.askedCount);
  print(`${name}/out-of-scope-answered`, own.outside, "share", beside.outside, own.outsideCount);
}

const foldOf = foldsOf(samples, FOLDS, seed);
const here: Judged[] = [];
const elsewhere: Judged[] = [];
const keywords: Judged[] = [];
const majority: Judged[] = [];
const byPlace: { readonly share01: number; readonly isRight: boolean }[] = [];
let placesAsked = 0;
for (let fold = 0; fold < FOLDS; fold += 1) {
  const from = samples.filter((_, at) => foldOf[at] !== fold);
  const model = learn(from);
  const [byKeyword, byStep] = [keywordReader(from), majorityReader(from)];
  for (const [at, sample] of samples.entries()) {
    if (foldOf[at] !== fold) continue;
    here.push(ask(model, sample));
    elsewhere.push(ask(model, { ...sample, place: sample.elsewhere }));
    keywords.push(plain(byKeyword, sample));
    majority.push(plain(byStep, sample));
    if ((needs.intents[sample.intent]?.claimIds.length ?? 0) === 0) continue;
    placesAsked += 1;
    const need = readPlace(model, sample.place);
    if (need) byPlace.push({ share01: need.confidence01, isRight: need.intentId === needs.intents[sample.intent]?.id });
  }
}
const beside = figuresOf(keywords);
printFigures("where-asked", figuresOf(here), beside);
printFigures("elsewhere", figuresOf(elsewhere), beside);
const always = figuresOf(majority);
print("majority-of-step/accuracy", always.accuracy, "share", null, always.askedCount);
print("majority-of-step/answered", always.answered, "share", null, always.askedCount);
print("majority-of-step/macro-f1", always.macroF1, "share", null, always.askedCount);
print("majority-of-step/out-of-scope-answered", always.outside, "share", null, always.outsideCount);

const said = [...here, ...elsewhere].filter(({ read }) => read !== null);
const reliability = reliabilityOf(
  said.map(({ confidence01 }) => confidence01),
  said.map(({ asked, read }) => (asked === read ? 1 : 0)),
);
print("reliability/mean-distance", reliability.error01, "share", null, said.length);
for (const row of reliability.rows) print(`reliability/said-${row.said01.toFixed(2)}`, row.came01, "share", row.said01, row.n);
const shares = reliabilityOf(
  byPlace.map(({ share01 }) => share01),
  byPlace.map(({ isRight }) => (isRight ? 1 : 0)),
);
print("place-alone/shown", byPlace.length / placesAsked, "share", null, placesAsked);
print("place-alone/right", byPlace.filter(({ isRight }) => isRight).length / byPlace.length, "share", always.accuracy, byPlace.length);
print("place-alone/reliability", shares.error01, "share", null, byPlace.length);

const freshSchema = z.object({
  questions: z.array(
    z.object({ intent: z.string(), at: z.tuple([flowIdSchema, stepIdSchema, breakpointKindSchema]), say: z.array(z.coerce.string()) }),
  ),
});
const written = freshSchema.parse(parse(readFileSync("test/support/fresh-questions.yaml", "utf8"))).questions;
const whole = learn(samples);
const known = new Set(samples.map(({ text }) => text));
const fresh = written.flatMap(({ intent, at: [flowId, stepId, breakpointKind], say }) =>
  say.map((each): Sample => {
    const text = readable(each, simplify);
    invariant(!known.has(text), `${each} is a sample`);
    const index = needs.intents.findIndex(({ id }) => id === intent);
    invariant(index >= 0 || intent === "none", `${intent} is an intent`);
    const place = { flowId, stepId, breakpointKind };
    return { text, features: textFeatures(text), place, elsewhere: place, intent: index < 0 ? OUT_OF_SCOPE : index, group: 0 };
  }),
);
const freshJudged = fresh.map((sample) => ask(whole, sample));
const byKeyword = keywordReader(samples);
printFigures("fresh", figuresOf(freshJudged), figuresOf(fresh.map((sample) => plain(byKeyword, sample))));

const middle = (list: readonly number[]) => [...list].sort((a, b) => a - b)[Math.floor(list.length / 2)] ?? Number.NaN;
print("learning/cpu", middle(learnMs), "ms", null, learnMs.length);
print("reading/cpu", readUs.reduce((sum, each) => sum + each, 0) / readUs.length, "µs", null, readUs.length);
if (values.wrong)
  for (const [name, list] of Object.entries({ "where-asked": here, elsewhere, fresh: freshJudged }))
    for (const { asked, read, text, confidence01 } of list)
      if (read !== null && asked !== read)
        console.error(`${name} ${nameOf(asked)} 「${text}」 read as ${nameOf(read)} ${confidence01.toFixed(2)}`);
