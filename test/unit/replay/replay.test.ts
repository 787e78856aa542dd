import { spawnSync } from "node:child_process";
import { describe, expect, test } from "vitest";
import { historiesOf, journeysOf } from "#scripts/replay/journeys.ts";
import { printedReport } from "#scripts/replay/print-report.ts";
import { progressOn } from "#scripts/replay/progress.ts";
import { replayLog } from "#scripts/replay/replay-log.ts";
import { figuresOf, runBehaviours } from "#scripts/replay/run-behaviours.ts";
import { exampleSource, measuredExamples } from "#scripts/replay/run-score.ts";
import { syntheticHistory } from "#scripts/replay/synthetic-customers.ts";
import { replayJourney } from "#shared/domain/breakpoint/replay-journey.ts";
import { DEFAULT_GROW } from "#shared/domain/score/grow-trees.ts";
import { needFeatureNames } from "#shared/domain/score/need-state.ts";
import { readNeedModel } from "#shared/domain/score/score-journey.ts";
import { carLoan, detectionPolicy, familyTrust } from "#test/support/customers/fact-writer.ts";
import { funnelCsv, logOf, manyVisits, mapOf, tempFile, visitRows } from "./replay-help.ts";

const map = mapOf("web-funnel");
/** Fewer trees than a real log asks for. */
const SMALL = { ...DEFAULT_GROW, trees: 25, leaves: 6, minLeafWeight: 20, learningRate: 0.15, sums: 1 };
const silent = progressOn({ write: () => true });

async function historyOf(name: string, rows: readonly string[]) {
  return journeysOf(await logOf(name, funnelCsv(rows), map), map);
}

async function sourceOf(name: string, rows: readonly string[]) {
  const history = await historyOf(name, rows);
  const flowOf = () => map.flow;
  return { history, histories: historiesOf(history, flowOf), flowOf, score: map.score };
}

describe("behaviours", () => {
  const rows = [
    ...visitRows("quiet-then-done", [
      [0, "start"],
      [200, "step_1"],
      [210, "confirm"],
    ]),
    ...visitRows("gone", [[10, "start"]]),
    ...visitRows("brisk", [
      [20, "start"],
      [30, "confirm"],
    ]),
    ...visitRows("late", [[40_000, "start"]]),
  ];

  test("[REPLAY-7] the alerts are those the hub's own watch raises", async () => {
    const history = await historyOf("behaviours.csv", rows);
    const run = runBehaviours(history, history.journeys, map, detectionPolicy);
    const byHand = history.journeys.flatMap((journey) =>
      replayJourney(journey.facts, map.flow, detectionPolicy, journey.overAt ?? history.endsAt).raised.map(({ breakpoint }) => ({
        name: journey.name,
        at: breakpoint.detectedAt,
      })),
    );
    expect(run.first.get("quiet-on-step")?.map(({ journey, at }) => ({ name: journey.name, at }))).toEqual(byHand);
    expect(byHand.map(({ name }) => name)).toEqual(["quiet-then-done", "gone"]);
  });

  test("[REPLAY-8] precision, recall, still there and lead are over first alerts", async () => {
    const history = await historyOf("figures.csv", rows);
    const run = runBehaviours(history, history.journeys, map, detectionPolicy);
    const quiet = figuresOf(run, history, history.journeys, map, 2 * 3_600_000).find(({ behaviour }) => behaviour === "quiet-on-step");
    // "late" is not finished either: the log ends before it could be found quiet.
    expect(quiet).toMatchObject({ journeys: 2, precision: 0.5, recall: 0.5, stillThere: 0.5, leadMsMedian: -90_000, alertsPerHour: 1 });
  });
});

describe("examples", () => {
  const rows = [
    ...visitRows(
      "first",
      [
        [0, "start"],
        [30, "confirm"],
      ],
      "v1",
      "c1",
    ),
    ...visitRows(
      "again",
      [
        [4_000, "start"],
        [4_020, "step_1"],
      ],
      "v1",
      "c1",
    ),
    ...visitRows("newer", [[4_060, "start"]], "v1", "c1"),
    ...visitRows(
      "phone",
      [
        [20, "start"],
        [5_000, "step_1"],
      ],
      "v2",
      "c1",
    ),
  ];

  test("[SCORE-2] what is known of earlier journeys is what was known when this one began", async () => {
    const { history, histories } = await sourceOf("history.csv", rows);
    const of = (name: string) => histories[history.journeys.findIndex((journey) => journey.name === name)];
    expect(of("first")).toMatchObject({ journeys: 0, customerFinished: 0 });
    // Begun while the first was still under way: its confirm, ten seconds later, is not known yet.
    expect(of("phone")).toMatchObject({ journeys: 0, customerJourneys: 1, customerFinished: 0 });
    expect(of("again")).toMatchObject({ journeys: 1, finished: 1, lastFinished: true, customerJourneys: 2, customerFinished: 1 });
  });

  test("[REPLAY-9] still there is acting within the map's time, in whatever journey", async () => {
    const source = await sourceOf("there.csv", rows);
    const examples = measuredExamples(source, 0);
    const there = (name: string) =>
      [...examples.journey.keys()]
        .filter((row) => source.history.journeys[examples.journey[row] ?? 0]?.name === name)
        .map((row) => examples.stillThere[row]);
    // Asked at 4,000 and 4,010 s, then at 4,020 s and after 10, 20 and 30 s of quiet; the visitor's next visit begins at 4,060 s.
    expect(there("again")).toEqual([1, 1, 1, 1, 1, 1]);
    expect(there("phone")[0]).toBe(0);
  });

  test("[REPLAY-10] an outcome that was not known by then is not learned from", async () => {
    const source = await sourceOf("known.csv", rows);
    const startsAt = source.history.startsAt;
    const names = (until: number) => {
      const { journey } = exampleSource(source)(0, until, until);
      return [...new Set([...journey].map((place) => source.history.journeys[place]?.name))];
    };
    expect(names(startsAt + 25_000)).toEqual([]);
    expect(names(startsAt + 3_700_000)).toEqual(["first", "phone"]);
    const phone = exampleSource(source)(0, startsAt + 3_700_000, startsAt + 3_700_000);
    expect([...phone.stillThere].at(-1)).toBe(0);
  });

  test("[SCORE-1] examples are the same whatever the log holds after the instant", async () => {
    const visits = manyVisits(60, 3);
    const whole = await sourceOf("whole.csv", visits);
    const cut = whole.history.startsAt + 30 * 40_000 + 3_600_000;
    const stamp = new Date(cut).toISOString().slice(0, 19).replace("T", " ");
    const early = await sourceOf(
      "early.csv",
      visits.filter((row) => (row.split(",")[4] ?? "") < stamp),
    );
    const [from, to] = [whole.history.startsAt, cut];
    const rowsOf = ({ columns, notFinished, stillThere, at }: ReturnType<ReturnType<typeof exampleSource>>) => ({
      columns,
      notFinished,
      stillThere,
      at,
    });
    expect(rowsOf(exampleSource(whole)(from, to, cut))).toEqual(rowsOf(exampleSource(early)(from, to, cut)));
  });
});

const request = {
  map,
  policy: detectionPolicy,
  trainUntil: null,
  model: null,
  grow: SMALL,
  withScore: true,
  withBehaviours: true,
  progress: silent,
};

describe("a whole replay", () => {
  test("[REPLAY-10] learns from the first half, measures the second, and finds who wavers", async () => {
    const visits = manyVisits(600, 11);
    const { report, model, alerts } = await replayLog({ ...request, file: tempFile("many.csv", funnelCsv(visits)) });
    expect(report.log).toMatchObject({ journeys: 600, bad: 0 });
    expect(report.measured.journeys).toBe(300);
    const row = (method: string) => report.score?.rows.find((each) => each.method === method && each.share01 === 0.1);
    expect(row("need score")?.alerts).toBe(30);
    expect(row("need score")?.precisionStillThere ?? 0).toBeGreaterThan((row("chance")?.precisionStillThere ?? 1) + 0.05);
    expect(model?.trainedOn).toMatchObject({ source: "recorded-log" });
    expect(alerts.every(({ at }) => at >= Date.parse(report.trainUntil))).toBe(true);
    const again = await replayLog({ ...request, file: tempFile("many2.csv", funnelCsv(visits, false)) });
    expect(again.report.score).toEqual(report.score);
    expect(again.report.behaviours).toEqual(report.behaviours);
  });

  test("[REPLAY-16] a kept model is measured only on what lies after its own window", async () => {
    const file = tempFile("kept.csv", funnelCsv(manyVisits(500, 21)));
    const asked = { ...request, withBehaviours: false, file };
    const trainUntil = Date.parse("2017-04-01T14:00:00Z");
    const learned = await replayLog({ ...asked, trainUntil });
    const reread = readNeedModel(JSON.parse(JSON.stringify(learned.model)));
    if (!reread.ok) throw new Error(reread.error.message);
    const kept = await replayLog({ ...asked, model: reread.value });
    expect(kept.report.trainUntil).toBe(new Date(trainUntil).toISOString());
    const scoreRows = (replay: typeof kept) => replay.report.score?.rows.filter(({ method }) => method.startsWith("need score"));
    expect(scoreRows(kept)).toEqual(scoreRows(learned));
    // Learning from all there is leaves nothing to measure, and a model all the same.
    const whole = await replayLog({ ...asked, trainUntil: Date.parse("2018-01-01T00:00:00Z") });
    expect(whole.report).toMatchObject({ score: null, noScore: "no journeys to measure on" });
    expect(whole.model?.trainedOn.journeys).toBe(500);
  });

  test("[REPLAY-15] an empty log, and one too small to learn from, say so", async () => {
    const empty = await replayLog({ ...request, file: tempFile("empty.csv", funnelCsv([])) });
    expect(empty.report).toMatchObject({ log: { rows: 0, journeys: 0 }, score: null, noScore: "no journeys to measure on" });
    const small = await replayLog({ ...request, file: tempFile("small.csv", funnelCsv(manyVisits(20, 4))) });
    expect(small.report).toMatchObject({ log: { journeys: 20 }, score: null, noScore: "10 journeys to learn from, 200 are needed" });
    expect(printedReport(small.report)).toContain("No need score: 10 journeys");
  });

  test("[REPLAY-11] idle alerts once, at the first gap longer than the limit before the end", async () => {
    const rows = [
      ...manyVisits(450, 12),
      ...visitRows("slow", [
        [100_000, "start"],
        [100_100, "step_1"],
        [100_200, "step_2"],
        [100_210, "confirm"],
        [100_900, "start"],
      ]),
    ];
    const trainUntil = Date.parse("2017-04-02T10:00:00Z");
    const { report } = await replayLog({ ...request, trainUntil, withBehaviours: false, file: tempFile("idle.csv", funnelCsv(rows)) });
    const idle = report.score?.rows.find(({ method }) => method === "idle 60 s");
    expect(report.measured.journeys).toBe(1);
    expect(idle).toMatchObject({ alerts: 1, precision: 0, stillThere: 1 });
    expect(report.score?.rows.find(({ method }) => method === "idle 120 s")?.alerts).toBe(0);
  });
});

test("[REPLAY-12] the command refuses what it does not understand with its usage", () => {
  const script = new URL("../../../scripts/replay.ts", import.meta.url).pathname;
  const run = (...args: readonly string[]) => spawnSync(process.execPath, [script, ...args], { encoding: "utf8" });
  const none = run();
  expect([none.status, none.stderr.split("\n")[0]]).toEqual([2, "Which file?"]);
  const noMap = run("log.csv", "--map", "nowhere.yaml");
  expect([noMap.status, noMap.stderr.includes("nowhere.yaml")]).toEqual([1, true]);
});

test("made-up customers: the same seed, the same journeys; a bit of everything in them", () => {
  const { history } = syntheticHistory([carLoan, familyTrust], 7, 120);
  expect(syntheticHistory([carLoan, familyTrust], 7, 120).history).toEqual(history);
  const finished = history.journeys.filter(({ outcome }) => outcome === "finished").length / history.journeys.length;
  expect(finished).toBeGreaterThan(0.2);
  expect(finished).toBeLessThan(0.8);
  const kinds = new Set(history.journeys.flatMap(({ facts }) => facts.map(({ observation }) => observation.kind)));
  for (const kind of ["field-rejected", "verification-failed", "page-hidden", "help-opened"]) expect(kinds).toContain(kind);
  expect(needFeatureNames.length).toBeGreaterThan(40);
});

test("[REPLAY-14] a row says how many of its alerts are about customers who had finished before", async () => {
  const early = manyVisits(400, 13);
  // In the second half everybody who finished comes back to look, and does not finish again.
  const finishers = [...new Set(early.filter((row) => row.includes(",confirm,")).map((row) => row.split(",")[2] ?? ""))];
  const back = finishers.flatMap((visit, index) =>
    visitRows(
      `back-${visit}`,
      [
        [30_000 + index * 40, "start"],
        [30_005 + index * 40, "step_1"],
      ],
      `v-${visit}`,
      `c-${visit}`,
    ),
  );
  const { report } = await replayLog({
    ...request,
    withBehaviours: false,
    file: tempFile("back.csv", funnelCsv([...early, ...back])),
  });
  const rows = report.score?.rows.filter(({ share01 }) => share01 === 0.1) ?? [];
  expect(rows.find(({ method }) => method === "chance")?.finishedBefore).toBeGreaterThan(0.1);
  expect(rows.find(({ method }) => method === "need score, finished before left alone")?.finishedBefore).toBe(0);
});
