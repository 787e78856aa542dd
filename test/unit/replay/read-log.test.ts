import { gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { journeysOf } from "#scripts/replay/journeys.ts";
import { loadMap, loadPolicy } from "#scripts/replay/map-schema.ts";
import { instantOf } from "#scripts/replay/read-log.ts";
import { detectionPolicy } from "#test/support/customers/fact-writer.ts";
import { funnelCsv, HEADER, logOf, mapOf, tempFile, visitRows } from "./replay-help.ts";

const funnel = mapOf("web-funnel");
const policyFile = new URL("../../../content/policies/detection.yaml", import.meta.url).pathname;
const two = [
  ...visitRows("a", [
    [0, "start"],
    [5, "step_1"],
    [5, "step_2"],
    [9, "confirm"],
  ]),
  ...visitRows("b", [
    [3, "start"],
    [8, "start"],
  ]),
];

describe("maps", () => {
  test("[REPLAY-1] columns become journeys, visitors, customers and facts", async () => {
    const history = journeysOf(await logOf("two.csv", funnelCsv(two), funnel), funnel);
    expect(history.journeys.map(({ name, outcome, facts }) => [name, outcome, facts.map(({ observation }) => observation.kind)])).toEqual([
      ["a", "finished", ["journey-started", "step-entered", "step-entered", "step-entered", "journey-finished"]],
      ["b", "open", ["journey-started", "step-entered", "step-entered"]],
    ]);
    expect(history.journeys[0]?.facts.map(({ seq }) => seq)).toEqual([1, 2, 3, 4, 5]);
  });

  test("[REPLAY-1] a map that names a step its flow does not have is refused", () => {
    const file = tempFile(
      "bad-map.yaml",
      `version: 1
source: { format: csv }
time: { column: t, utcOffset: "+08:00" }
journey: { id: j, channel: app }
flow: { id: f, title: { zh-CN: 甲, en: A }, steps: [{ id: a, title: { zh-CN: 甲, en: A } }, { id: b, title: { zh-CN: 乙, en: B } }] }
facts: [{ when: { s: x }, enter: nowhere }]
score: { quietMs: [10000], stillThereMs: 1800000, idleMs: [60000] }
`,
    );
    const loaded = loadMap(file);
    expect(loaded.ok).toBe(false);
    if (!loaded.ok) expect(loaded.error.message).toContain("the flow has no step nowhere");
  });

  test("[REPLAY-13] the map's limits are laid over the bank's policy", () => {
    const laid = loadPolicy(mapOf("loan-log"), undefined, policyFile);
    expect(laid).toMatchObject({ ok: true, value: { "quiet-on-step": { limitMs: 604_800_000, limitMsByStep: {} } } });
    if (laid.ok) expect(laid.value["verification-failed"]).toEqual(detectionPolicy["verification-failed"]);
    expect(loadPolicy(mapOf("loan-log"), policyFile, policyFile)).toEqual({ ok: true, value: detectionPolicy });
  });
});

describe("formats", () => {
  test("[REPLAY-2] gzip is told by its content, tabs and quotes are read", async () => {
    const packed = await logOf("packed.csv", gzipSync(funnelCsv(two)), funnel);
    expect(packed.counts).toMatchObject({ rows: 6, mapped: 6, bad: 0, endedEarly: null });
    const tsv = { ...funnel, source: { format: "tsv" as const } };
    expect((await logOf("two.tsv", funnelCsv(two).replaceAll(",", "\t"), tsv)).counts.mapped).toBe(6);
    const quoted = `${HEADER}\r\n"c,1","v ""x""","visit\n1","start",2017-04-01 10:00:00\r\nc,v,w,start,2017-04-01 10:00:01\r\n`;
    const log = await logOf("quoted.csv", quoted, funnel);
    expect(log.counts).toMatchObject({ rows: 2, mapped: 2, bad: 0 });
    expect(log.journeyNames).toEqual(["visit\n1", "w"]);
  });

  test("[REPLAY-2] XES: case and event attributes, entities, attributes nested in others", async () => {
    const event = (name: string, at: string) =>
      `<event><string key="org:resource" value="112"/><string key="concept:name" value="${name}"/><date key="time:timestamp" value="${at}"/></event>`;
    const xes = `<?xml version="1.0"?>\n<!-- > a comment -->\n<log xes.version="1.0">
<global scope="event"><string key="concept:name" value="UNKNOWN"/></global>
<trace><string key="concept:name" value="1 &amp; 2"><string key="concept:name" value="nested"/></string>
${event("A_SUBMITTED", "2011-10-01T08:10:30.287+02:00")}
${event("W_Nabellen offertes", "2011-10-01T08:10:31.000+02:00")}
${event("O_SENT", "2011-10-02T08:10:30+02:00")}
${event("A_CANCELLED", "2011-11-02T08:10:30+01:00")}
</trace>
<trace><string key="concept:name" value="declined"/>
${event("A_SUBMITTED", "2011-10-01T09:00:00+02:00")}
${event("A_DECLINED", "2011-10-01T09:00:40+02:00")}
</trace></log>`;
    const loan = mapOf("loan-log");
    const log = await logOf("two.xes", xes, loan);
    expect(log.counts).toMatchObject({ rows: 6, mapped: 5, ignored: 1, bad: 0 });
    const { journeys } = journeysOf(log, loan);
    expect(journeys.map(({ name, outcome }) => [name, outcome])).toEqual([
      ["1 & 2", "closed-by-customer"],
      ["declined", "closed-by-bank"],
    ]);
    expect(journeys[0]?.startedAt).toBe(Date.parse("2011-10-01T06:10:30.287Z"));
  });

  test("[REPLAY-3] newest first and oldest first are the same history, rows of one instant included", async () => {
    const newest = journeysOf(await logOf("newest.csv", funnelCsv(two, true), funnel), funnel);
    const oldest = journeysOf(await logOf("oldest.csv", funnelCsv(two, false), funnel), funnel);
    const steps = (history: typeof newest) =>
      history.journeys.map(({ name, facts }) => [name, facts.map(({ at, observation }) => [at, observation])]);
    expect(steps(newest)).toEqual(steps(oldest));
  });

  test("[REPLAY-4] bad rows are counted, named by line and skipped", async () => {
    const text = `${HEADER}
c,v,a,start,2017-04-01 10:00:00
c,v,a,start
c,v,,start,2017-04-01 10:00:01
c,v,a,step_1,yesterday
c,v,a,step_1,2017-04-01 10:00:09
`;
    const { counts } = await logOf("bad.csv", text, funnel);
    expect(counts).toMatchObject({ rows: 5, mapped: 2, bad: 3 });
    expect(counts.badRows).toEqual([
      { line: 3, because: "4 fields where the header has 5" },
      { line: 4, because: "no visit_id" },
      { line: 5, because: '"yesterday" is no instant' },
    ]);
  });

  test("[REPLAY-5] a row no rule fits is counted apart", async () => {
    const { counts } = await logOf("odd.csv", `${HEADER}\nc,v,a,teapot,2017-04-01 10:00:00\n`, funnel);
    expect(counts).toMatchObject({ unmapped: 1, bad: 0, mapped: 0 });
  });

  test("[REPLAY-6] a gzip that ends early gives what it holds and says so", async () => {
    const rows = Array.from({ length: 4_000 }, (_, index) => visitRows(`visit-${index * 7919}`, [[index, "start"]])).flat();
    const packed = gzipSync(funnelCsv(rows));
    const { counts } = await logOf("short.csv.gz", packed.subarray(0, Math.floor(packed.length / 2)), funnel);
    expect(counts.endedEarly).not.toBeNull();
    expect(counts.mapped).toBeGreaterThan(0);
    expect(counts.mapped).toBeLessThan(4_000);
  });
});

test.each([
  ["2017-04-01 10:00:00", 8 * 3_600_000, "2017-04-01T02:00:00.000Z"],
  ["2011-10-01T08:10:30.287+02:00", 0, "2011-10-01T06:10:30.287Z"],
  ["2017-04-01", 0, "2017-04-01T00:00:00.000Z"],
  ["1491234716", 0, "2017-04-03T15:51:56.000Z"],
])("reads the instant %s", (text, offsetMs, iso) => {
  expect(instantOf(text, offsetMs)).toBe(Date.parse(iso));
});
