/** From a text to its value or its problems, each at its place; and what a schema says may stand where. */
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { flowFileOf, policyFiles, schemaOfFile } from "#shared/domain/studio/content-files.ts";
import { partsOf, placeOf, readDraft } from "#shared/domain/studio/read-draft.ts";
import { describe as describeSchema, schemaAt } from "#shared/domain/studio/schema-walk.ts";
import { invariant } from "#shared/lib/invariant.ts";
import { flowSchema } from "#shared/model/flow.ts";
import { detectionPolicySchema, routingPolicySchema } from "#shared/model/policy.ts";

const CONTENT = path.resolve(import.meta.dirname, "../../../content");
const detection = readFileSync(path.join(CONTENT, "policies/detection.yaml"), "utf8");
const carLoan = readFileSync(path.join(CONTENT, "flows/car-loan.yaml"), "utf8");

function problemsOf(text: string, schema: Parameters<typeof readDraft>[1] = detectionPolicySchema) {
  const read = readDraft(text, schema);
  return read.ok ? [] : read.problems.map(({ code, from, to, path: at }) => ({ code, at: at.join("."), marked: text.slice(from, to) }));
}

describe("a draft's problems", () => {
  test("[STUDIO-1] every file in force fits its schema, and only policies and flows have one", () => {
    const flows = readdirSync(path.join(CONTENT, "flows")).map((name) => `flows/${name}`);
    for (const file of [...policyFiles, ...flows]) {
      const schema = schemaOfFile(file);
      invariant(schema, `${file} has a schema`);
      expect(problemsOf(readFileSync(path.join(CONTENT, file), "utf8"), schema)).toEqual([]);
    }
    expect(flows).toContain(flowFileOf("car-loan"));
    for (const file of ["people/customers.yaml", "policies/other.yaml", "__proto__", "../secret.yaml"])
      expect(schemaOfFile(file)).toBeNull();
  });

  test.each([
    [
      "a value of the wrong type",
      ["limitMs: 90000 ", "limitMs: soon "],
      { code: "wrong-type", at: "quiet-on-step.limitMs", marked: "soon" },
    ],
    [
      "a figure out of its bounds",
      ["urgentFactor: 3", "urgentFactor: 0"],
      { code: "too-small", at: "quiet-on-step.urgentFactor", marked: "0" },
    ],
    [
      "a key nobody knows",
      ["awayFactor: 2", "awayfactor: 2"],
      { code: "unknown-key", at: "quiet-on-step.awayfactor", marked: "awayfactor" },
    ],
    ["a key that is missing", ["  legs: 4 ", "  # legs: 4 "], { code: "missing", at: "step-loop.legs", marked: "step-loop" }],
    ["a key written twice", ["learnAt: ", "version: 1\nlearnAt: "], { code: "not-yaml", at: "", marked: "version" }],
    ["a value in a list", ["- vehicle-price", "- 7"], { code: "wrong-type", at: "choice-wavering.fieldIds.0", marked: "7" }],
  ])("[STUDIO-2] %s is marked at its place", (_what, [from, to], problem) => {
    invariant(from !== undefined && to !== undefined && detection.includes(from), "the text has what is changed");
    expect(problemsOf(detection.replace(from, to))).toContainEqual(problem);
  });

  test("[STUDIO-2] one of a choice, at the value of the right step, and an indentation that breaks the file", () => {
    const control = carLoan.replace("control: number", "control: nunber");
    expect(problemsOf(control, flowSchema)).toEqual([{ code: "not-one-of", at: "steps.0.fields.2.control", marked: "nunber" }]);
    expect(problemsOf("version: 1\nleaseMs: [1,\nassistantPatienceMs: 2\n", routingPolicySchema)[0]?.code).toBe("not-yaml");
    expect(problemsOf("", routingPolicySchema)[0]?.code).toBe("wrong-type");
  });

  test("[STUDIO-2] what the hub says about a path is shown at that path, or at the nearest there is", () => {
    const read = readDraft(carLoan, flowSchema);
    const marked = (at: string) => {
      const { from, to } = placeOf(read.document, carLoan, partsOf(at));
      return carLoan.slice(from, to);
    };
    expect(marked("steps[0].fields[1].label.en")).toBe("City of purchase");
    expect(marked("productIds[0]")).toBe("auto-loan");
    expect(marked("steps[0].fields[1].nothing.there")).toMatch(/^id: purchase-city|^fields/);
    expect(marked("")).toBe(carLoan.split("\n")[0]);
  });
});

describe("what may stand where", () => {
  const at = (schema: Parameters<typeof schemaAt>[0], ...parts: (string | number)[]) => {
    const found = schemaAt(schema, parts);
    return found === null ? null : describeSchema(found);
  };

  test("[STUDIO-3] keys, options and bounds are the schema's own", () => {
    expect(at(detectionPolicySchema)?.shape).toMatchObject({ kind: "object" });
    expect(at(detectionPolicySchema, "quiet-on-step", "limitMs")?.shape).toEqual({
      kind: "number",
      least: 1_000,
      most: null,
      isWhole: true,
    });
    expect(at(detectionPolicySchema, "quiet-on-step", "awayFactor")).toMatchObject({ isOptional: true, standard: 1 });
    expect(at(detectionPolicySchema, "quiet-on-step", "learn", "quantile")?.shape).toMatchObject({
      least: 0.5,
      most: 0.999,
      isWhole: false,
    });
    expect(at(detectionPolicySchema, "step-loop", "byStep", "sign", "legs")?.shape).toMatchObject({ kind: "number" });
    expect(at(flowSchema, "steps", 3, "fields", 1, "sensitivity")).toMatchObject({
      shape: { kind: "choice", options: ["open", "manager", "secret"] },
    });
    const limits = at(flowSchema, "steps", 0, "limits")?.shape;
    expect(limits?.kind === "record" ? limits.keys : null).toContain("quiet-on-step");
    expect(at(detectionPolicySchema, "quiet-on-step", "toString")).toBeNull();
    expect(at(detectionPolicySchema, "nothing", "there")).toBeNull();
  });
});
