import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { languageOf } from "#customer/session/copy.ts";
import { secretFields, unseenLabels } from "#customer/session/unseen.ts";
import { flowSchema } from "#shared/model/flow.ts";

const folder = new URL("../../../content/flows/", import.meta.url);
const flows = readdirSync(folder).map((name) => flowSchema.parse(parse(readFileSync(new URL(name, folder), "utf8"))));

describe("what the sheet says is never seen", () => {
  it("[SHEET-1] names only fields that no step lets anybody see, at most five, in both languages", () => {
    expect(flows.length).toBeGreaterThanOrEqual(3);
    for (const flow of flows) {
      const secret = secretFields(flow);
      const fields = flow.steps.flatMap((step) => step.fields);
      for (const language of ["zh-CN", "en"] as const) {
        const labels = unseenLabels(flow, language);
        expect(labels.length).toBeGreaterThan(0);
        expect(labels.length).toBeLessThanOrEqual(5);
        for (const label of labels) {
          expect(fields.some((field) => field.label[language] === label && secret.has(field.id))).toBe(true);
        }
      }
    }
  });
  it("[SHEET-1] begins with identity, codes and face in the car loan", () => {
    const carLoan = flows.find((flow) => flow.id === "car-loan");
    expect(carLoan && unseenLabels(carLoan, "zh-CN").slice(0, 3)).toEqual(["证件号码", "短信验证码", "人脸影像"]);
  });
  it("[SHEET-12] the language is the page's, Chinese unless it is English", () => {
    expect(["zh-CN", "", "en", "EN-GB", "fr"].map(languageOf)).toEqual(["zh-CN", "zh-CN", "en", "en", "zh-CN"]);
  });
});
