import { describe, expect, test } from "vitest";
import { journeyCardSchema, typicalTimeSchema } from "#shared/model/journey.ts";
import { beforeCurrent, spentOn } from "../../../renderer/state/journey-times.ts";
import { NOW } from "./sample.ts";

const card = journeyCardSchema.parse({
  journeyId: "j-1",
  flowId: "car-loan",
  channel: "app",
  status: "active",
  presence: "visible",
  stepId: "employment",
  startedAt: NOW - 300_000,
  stepEnteredAt: NOW - 60_000,
  lastFactAt: NOW - 50_000,
  steps: [
    { stepId: "vehicle", visits: 1, spentMs: 112_000, done: true },
    { stepId: "identity", visits: 1, spentMs: 68_000, done: true },
    { stepId: "employment", visits: 1, spentMs: 10_000, done: false },
  ],
  fields: [],
  facts: [],
});
const stepIds = card.steps.map((step) => step.stepId);
const typical = (stepId: string, medianMs: number, n: number) => typicalTimeSchema.parse({ flowId: "car-loan", stepId, medianMs, n });

describe("times of a journey", () => {
  test("[DESK-24] the current step runs on from its entry, others stand still", () => {
    const [vehicle, , employment] = stepIds;
    if (vehicle === undefined || employment === undefined) throw new Error("the card has three steps");
    expect(spentOn(card, employment, NOW)).toBe(60_000);
    expect(spentOn(card, vehicle, NOW)).toBe(112_000);
  });

  test("[DESK-25] the comparison with typical times needs enough samples of every step before", () => {
    const enough = [typical("vehicle", 130_000, 20), typical("identity", 90_000, 400)];
    expect(beforeCurrent(card, stepIds, enough)).toEqual({ count: 2, spentMs: 180_000, differenceMs: -40_000 });
    expect(beforeCurrent(card, stepIds, [typical("vehicle", 130_000, 19), typical("identity", 90_000, 400)]).differenceMs).toBeNull();
    expect(beforeCurrent(card, stepIds, []).differenceMs).toBeNull();
  });
});
