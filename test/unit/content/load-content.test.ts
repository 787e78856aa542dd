import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { loadContent } from "#hub/content/load-content.ts";
import { CONTENT_DIR, liveContent } from "./live-content.ts";

let dir = "";
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "baton-content-"));
  cpSync(CONTENT_DIR, dir, { recursive: true });
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

/** Replaces a text that must be there once at least. */
function edit(file: string, from: string, to: string): void {
  const text = readFileSync(join(dir, file), "utf8");
  expect(text).toContain(from);
  writeFileSync(join(dir, file), text.replace(from, to));
}

function faults(): string[] {
  const loaded = loadContent(dir);
  return loaded.ok ? [] : loaded.error.map((fault) => `${fault.kind} ${fault.file} ${fault.path}`);
}

describe("loading content", () => {
  it("[CONTENT-1] the live content loads", () => {
    expect(faults()).toEqual([]);
  });

  it("[CONTENT-1] names every fault with file and place, not only the first", () => {
    edit("research/car-rates.yaml", "kind: rate", "kind: rumour");
    edit("products.yaml", "category: auto-loan", "category: yacht");
    edit("epoch.yaml", "+08:00", "");
    writeFileSync(join(dir, "lexicon/broken.yaml"), "entries: [\n  - {");
    rmSync(join(dir, "policies/routing.yaml"));
    expect(faults()).toEqual([
      "schema epoch.yaml contentEpoch",
      "unreadable policies/routing.yaml ",
      "schema research/car-rates.yaml claims[0].kind",
      expect.stringMatching(/^not-yaml lexicon\/broken\.yaml line \d+$/),
      "schema products.yaml products[0].category",
    ]);
  });

  it.each([
    [
      "research/car-rates.yaml",
      "stepIds: [quote, vehicle]",
      "stepIds: [quote, cockpit]",
      "unknown-id research/car-rates.yaml claims[0].stepIds[1]",
    ],
    [
      "research/car-rates.yaml",
      "requiredRiskClaimId: risk-auto-loan",
      "requiredRiskClaimId: risk-nothing",
      "unknown-id research/car-rates.yaml claims[0].requiredRiskClaimId",
    ],
    [
      "research/car-rates.yaml",
      "productIds: [auto-loan]",
      "productIds: [yacht-loan]",
      "unknown-id research/car-rates.yaml claims[0].productIds[0]",
    ],
    ["people/customers.yaml", "managerId: li-siyuan", "managerId: nobody", "unknown-id people/customers.yaml customers[0].managerId"],
    ["people/customers.yaml", "managerId: li-siyuan", "managerId: agent-04", "unknown-id people/customers.yaml customers[0].managerId"],
    ["people/specialists.yaml", "deputyId: zhou-qiming", "deputyId: nobody", "unknown-id people/specialists.yaml specialists[0].deputyId"],
    [
      "assistant/car-loan.yaml",
      "quickReplies: [car-docs",
      "quickReplies: [car-dogs",
      "unknown-id assistant/car-loan.yaml scripts[0].quickReplies[0]",
    ],
    [
      "research/car-quote-guide.yaml",
      "id: car-quote-methods",
      "id: car-quote-term",
      "duplicate-id research/car-quote-guide.yaml claims[1].id",
    ],
  ])("[CONTENT-2] %s: %s → %s", (file, from, to, fault) => {
    edit(file, from, to);
    expect(faults()).toContain(fault);
  });

  it("[CONTENT-3] a rate, or a claim about a product that asks for it, needs its risk sentence", () => {
    edit("research/car-rates.yaml", "    requiredRiskClaimId: risk-auto-loan\n", "");
    edit("research/trust-overview.yaml", "    requiredRiskClaimId: risk-trust-general\n", "");
    expect(faults()).toEqual(["risk-missing research/car-rates.yaml claims[0]", "risk-missing research/trust-overview.yaml claims[0]"]);
  });

  it("[CONTENT-3] the risk sentence is a risk claim and lives as long as what needs it", () => {
    edit("research/car-quote-guide.yaml", "requiredRiskClaimId: risk-borrow-within-means", "requiredRiskClaimId: car-quote-term");
    edit("research/trust-risk.yaml", "validUntilDayOffset: 365", "validUntilDayOffset: 100");
    const found = faults();
    expect(found).toContain("risk-missing research/car-quote-guide.yaml claims[3].requiredRiskClaimId");
    expect(found).toContain("dates research/trust-overview.yaml claims[0].validUntilDayOffset");
  });

  it("[CONTENT-4] samples are run, and an exception must contain its phrase", () => {
    edit("lexicon/returns.yaml", "mustHit: [这款产品是保本的", "mustHit: [这款产品不错");
    edit("lexicon/conduct.yaml", "exceptions: [防范飞单", "exceptions: [防范风险");
    expect(faults()).toEqual(
      expect.arrayContaining(["sample lexicon/returns.yaml entries[0].mustHit[0]", "sample lexicon/conduct.yaml entries[2].exceptions"]),
    );
  });

  it("[CONTENT-5] the bank's own sentences obey its lexicon", () => {
    edit("research/trust-overview.yaml", "家族信托是把财产交给受托人", "家族信托保证收益，是把财产交给受托人");
    expect(faults()).toEqual(["wording research/trust-overview.yaml claims[0].sentence.zh-CN"]);
  });

  it("[CONTENT-9] thirty notes, a hundred and twenty claims, sixty phrases, over all three flows", () => {
    const { notes, lexicon, flows } = liveContent();
    const claims = notes.flatMap((note) => note.claims);
    expect(notes.length).toBeGreaterThanOrEqual(30);
    expect(claims.length).toBeGreaterThanOrEqual(120);
    expect(lexicon.length).toBeGreaterThanOrEqual(60);
    for (const flow of flows) expect(claims.filter((claim) => claim.flowIds.includes(flow.id)).length).toBeGreaterThanOrEqual(30);
    for (const flow of flows)
      for (const step of flow.steps)
        expect(
          claims.filter((claim) => claim.flowIds.includes(flow.id) && claim.stepIds.includes(step.id)).length,
          `${flow.id} ${step.id}`,
        ).toBeGreaterThanOrEqual(3);
  });

  it("[CONTENT-10] both languages are there, each in its own script", () => {
    const content = liveContent();
    const pairs: { "zh-CN": string; en: string }[] = [];
    const collect = (value: unknown) => {
      if (typeof value !== "object" || value === null) return;
      if ("zh-CN" in value && "en" in value && typeof value.en === "string" && typeof value["zh-CN"] === "string")
        pairs.push({ "zh-CN": value["zh-CN"], en: value.en });
      for (const member of Object.values(value)) collect(member);
    };
    collect({ ...content, lexicon: content.lexicon });
    expect(pairs.length).toBeGreaterThan(400);
    expect(pairs.filter((words) => /\p{Script=Han}/u.test(words.en))).toEqual([]);
    expect(pairs.filter((words) => !/\p{Script=Han}/u.test(words["zh-CN"]))).toEqual([]);
  });

  it.each([
    [
      "intent/car-loan.yaml",
      "stepIds: [face-check]",
      "stepIds: [face-cheque]",
      "unknown-id intent/car-loan.yaml intents[0].samples[0].stepIds[0]",
    ],
    ["intent/car-loan.yaml", "flowId: car-loan", "flowId: boat-loan", "unknown-id intent/car-loan.yaml intents[0].samples[0].flowId"],
    ["intent/car-loan.yaml", "[car-face-light,", "[car-face-night,", "unknown-id intent/car-loan.yaml intents[0].claimIds[0]"],
    ["intent/car-loan.yaml", "[car-face-light,", "[risk-auto-loan,", "sample intent/car-loan.yaml intents[0].claimIds[0]"],
    ["intent/car-loan.yaml", "[car-face-light,", "[cd-price-median,", "sample intent/car-loan.yaml intents[0].claimIds[0]"],
    [
      "intent/car-loan.yaml",
      "[car-rate-standard, car-rate-simple]",
      "[car-rate-wealth-client]",
      "sample intent/car-loan.yaml intents[2].claimIds",
    ],
    ["intent/car-loan.yaml", "刷脸失败三次了", "相机打不开", "sample intent/car-loan.yaml intents[0].samples[0].say"],
    ["intent/common.yaml", "replyId: later", "replyId: never", "unknown-id intent/common.yaml intents[11].replyId"],
    ["intent/common.yaml", "claimIds: [car-face-branch, help-branch]", "isNeed: true", "schema intent/common.yaml intents[8]"],
    ["assistant/common.yaml", "afterAnswer: [solved,", "afterAnswer: [dissolved,", "unknown-id assistant afterAnswer[0]"],
  ])("[INTENT-13] %s: %s → %s", (file, from, to, fault) => {
    edit(file, from, to);
    expect(faults().map((each) => each.trim())).toContain(fault);
  });

  it("[INTENT-13] a claim that answers must be in force at the content epoch", () => {
    edit("research/car-face-guide.yaml", "validUntilDayOffset: 41", "validUntilDayOffset: -1");
    expect(faults()).toContain("sample intent/car-loan.yaml intents[0].claimIds[0]");
  });

  it("[INTENT-13] too few ways of asking, and too little out of scope, are faults", () => {
    writeFileSync(join(dir, "intent/out-of-scope.yaml"), "outOfScope:\n  - say: |\n      今天天气怎么样\n");
    edit("intent/family-trust.yaml", "受益人可以写谁 / 受益人能填哪些人", "受益人可以写谁");
    expect(faults()).toEqual(["sample intent/out-of-scope.yaml outOfScope[0].say"]);
    writeFileSync(
      join(dir, "intent/family-trust.yaml"),
      [
        "intents:",
        "  - id: beneficiary",
        "    label: { zh-CN: 受益人怎么填, en: How to fill in beneficiaries }",
        "    claimIds: [trust-form-share]",
        "    samples: [{ flowId: family-trust, stepIds: [beneficiary], say: 受益人可以写谁 }]",
      ].join("\n"),
    );
    expect(faults()).toContain("sample intent/family-trust.yaml intents[0].samples");
  });
});
