import { describe, expect, it } from "vitest";
import { demoEpoch } from "#hub/content/epoch.ts";
import { datedText } from "#shared/domain/guidance/dated-text.ts";
import { riskTypeOf } from "#shared/domain/guidance/suitability.ts";
import { talkingPointsFor } from "#shared/domain/guidance/talking-points.ts";
import { isValidAt } from "#shared/domain/guidance/validity.ts";
import { DAY_MS } from "#shared/lib/duration.ts";
import { type BreakpointKind, breakpointKindSchema } from "#shared/model/breakpoint.ts";
import { claimIdSchema, productIdSchema, stepIdSchema } from "#shared/model/ids.ts";
import { content, flow, NOW, question, tagsOf } from "./question.ts";

const claims = content.notes.flatMap((note) => note.claims);
const claimOf = (id: string) => {
  const found = claims.find((claim) => claim.id === id);
  if (!found) throw new Error(`no claim ${id}`);
  return found;
};
const idsOf = (more: Parameters<typeof question>[0] = {}) =>
  talkingPointsFor(question(more)).map((point) => String(point.claims[0]?.claimId));
/** Every point the question could ever give: asked again with what was given taken out. */
function allIds(more: Parameters<typeof question>[0] = {}): string[] {
  const used: string[] = [];
  for (;;) {
    const ids = idsOf({ ...more, used: used.map((id) => claimIdSchema.parse(id)) });
    if (ids.length === 0) return used;
    used.push(...ids);
  }
}

describe("talking points", () => {
  it("[GUIDE-1] gives three, the same three every time, in any order of the content", () => {
    const points = talkingPointsFor(question());
    expect(points).toHaveLength(3);
    expect(talkingPointsFor(question())).toEqual(points);
    expect(talkingPointsFor(question({ notes: [...content.notes].reverse() }))).toEqual(points);
  });

  it("[GUIDE-2] a claim is sayable from the start of its first day to the last millisecond of its last", () => {
    const claim = { validFromDayOffset: 2, validUntilDayOffset: 4 };
    const epoch = content.contentEpoch;
    expect(isValidAt(claim, epoch, epoch + 2 * DAY_MS - 1)).toBe(false);
    expect(isValidAt(claim, epoch, epoch + 2 * DAY_MS)).toBe(true);
    expect(isValidAt(claim, epoch, epoch + 5 * DAY_MS - 1)).toBe(true);
    expect(isValidAt(claim, epoch, epoch + 5 * DAY_MS)).toBe(false);
  });

  it("[GUIDE-2] expired and not yet valid claims never appear; a moved epoch moves both", () => {
    const price = {
      flow: flow("deposit-transfer"),
      stepId: stepIdSchema.parse("price"),
      breakpointKind: undefined,
      moment: "in-session",
    } as const;
    const certificate = { ...price, stepId: stepIdSchema.parse("certificate") };
    expect(allIds(price)).not.toContain("cd-market-last-week");
    expect(allIds(price)).toContain("cd-market-demand");
    expect(allIds(certificate)).not.toContain("cd-upgrade-split");
    expect(allIds({ ...price, contentEpoch: content.contentEpoch + 2 * DAY_MS })).toContain("cd-market-last-week");
    expect(allIds({ ...certificate, now: content.contentEpoch + 42 * DAY_MS })).toContain("cd-upgrade-split");
  });

  it("[GUIDE-2] five years later nothing of a fixed epoch is left, and the demo's epoch brings everything back", () => {
    const later = Date.parse("2031-11-23T23:30:00+08:00");
    expect(idsOf({ now: later })).toEqual([]);
    expect(idsOf({ now: later, contentEpoch: demoEpoch(content.contentEpoch, later) })).toEqual(idsOf());
  });

  it("[GUIDE-3] a careful customer hears nothing about what asks for a bolder risk type", () => {
    const overview = { flow: flow("family-trust"), stepId: stepIdSchema.parse("overview"), breakpointKind: "quiet-on-step" } as const;
    expect(allIds({ ...overview, customerTags: tagsOf("lin-xiaolan") })).toContain("trust-over-what");
    const careful = allIds({ ...overview, customerTags: tagsOf("chen-guodong") });
    expect(careful.filter((id) => claimOf(id).productIds.length > 0)).toEqual([]);
    expect(allIds({ ...overview, customerTags: [] })).not.toContain("trust-over-what");
    expect(allIds({ ...overview, customerTags: ["稳健型", "风险测评已过期"] })).not.toContain("trust-over-what");
    expect(riskTypeOf(["平衡型", "风险测评已过期"])).toBeUndefined();
  });

  it("[GUIDE-3] tags and speaker decide too", () => {
    const quote = { stepId: stepIdSchema.parse("quote"), breakpointKind: "back-and-forth" } as const;
    expect(allIds({ ...quote, customerTags: ["财富客户"] })).toContain("car-rate-wealth-client");
    expect(allIds({ ...quote, customerTags: ["大众客户"] })).not.toContain("car-rate-wealth-client");
    expect(idsOf({ speaker: { as: "agent", name: "方婷" } })[0]).toBe("open-agent");
    expect(allIds({ speaker: { as: "agent", name: "方婷" } })).not.toContain("open-own-manager");
  });

  it("[GUIDE-4] the risk sentence comes along with its own source", () => {
    const [point] = talkingPointsFor(
      question({ stepId: stepIdSchema.parse("credit-consent"), breakpointKind: "quiet-on-step", moment: "in-session" }),
    );
    expect(point?.claims.map((claim) => [claim.claimId, claim.role])).toEqual([
      ["car-credit-why", "says"],
      ["risk-credit-enquiry", "risk"],
    ]);
    expect(point?.riskSentence).toEqual(claimOf("risk-credit-enquiry").sentence);
  });

  it("[GUIDE-4] without a sayable risk sentence the point is not offered, and no risk claim stands alone", () => {
    const expired = content.notes.map((note) => ({
      ...note,
      claims: note.claims.map((claim) => (claim.kind === "risk" ? { ...claim, validUntilDayOffset: 1 } : claim)),
    }));
    for (const step of flow("car-loan").steps) {
      for (const id of allIds({ notes: expired, stepId: step.id })) expect(claimOf(id).requiredRiskClaimId).toBeUndefined();
      for (const id of allIds({ stepId: step.id })) expect(claimOf(id).kind).not.toBe("risk");
    }
  });

  it("[GUIDE-5] opens once, for this speaker and breakpoint, and not in the middle of a talk", () => {
    const kinds = talkingPointsFor(question()).map((point) => point.kind);
    expect(kinds.filter((kind) => kind === "opening")).toHaveLength(1);
    expect(kinds[0]).toBe("opening");
    expect(idsOf()[0]).toBe("open-own-manager-verification");
    expect(idsOf({ breakpointKind: "help-requested" })[0]).toBe("open-asked-for-help");
    expect(talkingPointsFor(question({ moment: "in-session" })).map((point) => point.kind)).not.toContain("opening");
  });

  it("[GUIDE-16] an opening that names breakpoints waits for one of them", () => {
    const openings = (breakpointKind: BreakpointKind | undefined) =>
      allIds({ breakpointKind }).filter((id) => claimOf(id).kind === "opening" && claimOf(id).breakpointKinds.length > 0);
    expect(openings(undefined)).toEqual([]);
    for (const kind of breakpointKindSchema.options) {
      for (const id of openings(kind)) expect(claimOf(id).breakpointKinds).toContain(kind);
    }
    expect(openings("help-requested")).toContain("open-asked-for-help");
    expect(allIds({ breakpointKind: undefined }).some((id) => claimOf(id).kind === "opening")).toBe(true);
  });

  it("[GUIDE-6] at a failed face check: the light, then why it is harmless", () => {
    expect(idsOf()).toEqual(["open-own-manager-verification", "car-face-light", "car-privacy-face"]);
  });

  it("[GUIDE-6] a beneficiary who hesitates hears about the relation first", () => {
    const ids = idsOf({
      flow: flow("family-trust"),
      stepId: stepIdSchema.parse("beneficiary"),
      breakpointKind: "back-and-forth",
      moment: "in-session",
      customerTags: tagsOf("he-yaqin"),
    });
    expect(ids).toContain("trust-form-relation");
    for (const id of ids) expect(claimOf(id).stepIds).toContain("beneficiary");
  });

  it("[GUIDE-7] what was sent or called not useful does not come again", () => {
    const [, second, third] = idsOf();
    const next = idsOf({ used: [claimIdSchema.parse(second)], notUseful: [claimIdSchema.parse(third)] });
    expect(next).toHaveLength(3);
    expect(next).not.toContain(second);
    expect(next).not.toContain(third);
  });

  it("[GUIDE-8] asked about an insurance trust during a car loan, its claims come first", () => {
    const points = talkingPointsFor(question({ moment: "in-session", askedProductIds: [productIdSchema.parse("insurance-trust")] }));
    for (const point of points) {
      expect(point.why).toContainEqual({ code: "asked-product", detail: "insurance-trust" });
      expect(point.riskSentence).toBeDefined();
    }
    expect(points).toHaveLength(3);
  });

  it("[GUIDE-9] says where it comes from, until when, and why", () => {
    const [opening, light] = talkingPointsFor(question());
    expect(opening?.sentence["zh-CN"]).toContain("客户经理李思远");
    expect(opening?.sentence["zh-CN"]).toContain("「人脸核验」");
    expect(opening?.sentence.en).toContain("“Face check”");
    expect(light?.claims[0]).toMatchObject({
      source: { title: { "zh-CN": "核验操作指引" }, section: "v7 §1" },
      validUntil: Date.parse("2027-01-01T00:00:00+08:00") - 1,
    });
    expect(light?.why.map((reason) => reason.code)).toEqual(["this-step", "this-breakpoint", "this-flow"]);
  });

  it("[GUIDE-10] every place, breakpoint and customer of the demo has three points without an open placeholder", () => {
    for (const place of content.flows) {
      for (const step of place.steps) {
        for (const kind of breakpointKindSchema.options) {
          for (const customer of content.customers) {
            for (const moment of ["opening", "in-session"] as const) {
              const points = talkingPointsFor(
                question({
                  flow: place,
                  stepId: step.id,
                  breakpointKind: kind,
                  customerTags: customer.tags.map((tag) => tag.text),
                  moment,
                }),
              );
              expect(points, `${place.id} ${step.id} ${kind} ${customer.id}`).toHaveLength(3);
              expect(JSON.stringify(points)).not.toMatch(/\{(specialistName|flowTitle|stepTitle)\}/);
            }
          }
        }
      }
    }
  });

  it("[GUIDE-15] dates in sentences follow the epoch and the bank's zone", () => {
    const text = "房贷 {month:+74} 重定价，{day:-6} 记录，{year:+42} 年再看";
    expect(datedText(text, content.contentEpoch, "Asia/Shanghai")).toBe("房贷 2027-02 重定价，2026-11-14 记录，2027 年再看");
    expect(datedText("{day:+0}", content.contentEpoch, "UTC")).toBe("2026-11-19");
    expect(datedText("{day:+0}", demoEpoch(content.contentEpoch, NOW + 7 * DAY_MS), "Asia/Shanghai")).toBe("2026-11-27");
  });
});
