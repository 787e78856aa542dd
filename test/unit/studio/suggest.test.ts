/** What is offered at a cursor, and that every key of the schemas has its words. */
import { describe, expect, test } from "vitest";
import { policyFiles, schemaOfFile } from "#shared/domain/studio/content-files.ts";
import { describe as describeSchema, schemaAt } from "#shared/domain/studio/schema-walk.ts";
import { suggestionsAt } from "#shared/domain/studio/suggest.ts";
import { invariant } from "#shared/lib/invariant.ts";
import { breakpointKindSchema } from "#shared/model/breakpoint.ts";
import { detectionPolicySchema } from "#shared/model/policy.ts";
import { carLoan } from "#test/support/customers/fact-writer.ts";
import { boundsText, fieldHelp } from "../../../renderer/copy/studio-fields.ts";

const FLOW = "flows/car-loan.yaml";
const POLICY = "policies/detection.yaml";

function labels(file: string, marked: string): readonly string[] {
  const before = marked.slice(0, marked.indexOf("|"));
  const line = before.split("\n").length - 1;
  return suggestionsAt(file, marked.replace("|", ""), line, before.length - before.lastIndexOf("\n") - 1, [carLoan]).map(
    ({ label }) => label,
  );
}

describe("at the cursor", () => {
  test("[STUDIO-3] keys that are not there yet, nothing that a machine writes", () => {
    expect(labels(POLICY, "quiet-on-step:\n  limitMs: 1\n  |")).toEqual([
      "limitMsByStep",
      "urgentFactor",
      "awayFactor",
      "ownPaceFactor",
      "learn",
    ]);
    expect([...labels(POLICY, "version: 1\n|")].sort()).toEqual(
      ["learnAt", ...breakpointKindSchema.options.filter((kind) => kind !== "help-requested")].sort(),
    );
    expect(labels("policies/routing.yaml", "|")).toEqual(["version", "leaseMs", "assistantPatienceMs"]);
  });

  test("[STUDIO-3] options of a choice, names of steps and fields in force, a step's own limits", () => {
    expect(labels(FLOW, "steps:\n  - id: a\n    fields:\n      - id: b\n        sensitivity: |")).toEqual(["open", "manager", "secret"]);
    expect(labels(POLICY, "quiet-on-step:\n  limitMsByStep:\n    |")).toContain("face-check");
    expect(labels(POLICY, "choice-wavering:\n  fieldIds:\n    - |")).toContain("vehicle-price");
    expect(labels(FLOW, "steps:\n  - id: a\n    limits:\n      |")).toContain("quiet-on-step");
    expect(labels(FLOW, "steps:\n  - id: a\n    limits:\n      quiet-on-step:\n        |")).toEqual([
      "limitMs",
      "urgentFactor",
      "awayFactor",
      "ownPaceFactor",
    ]);
    expect(labels(FLOW, "steps:\n  - |")).toEqual(["id", "title", "fields", "publicText", "limits"]);
  });

  test("[STUDIO-3] a block's key brings its next line, and an unknown place offers nothing", () => {
    const [first] = suggestionsAt("policies/contact.yaml", "version: 1\ntimeZone: x\n", 2, 0, []);
    expect(first).toMatchObject({ label: "quietHours", insert: "quietHours:\n  ", isRequired: true });
    expect(labels(POLICY, "nothing:\n  |")).toEqual([]);
    expect(labels("people/customers.yaml", "|")).toEqual([]);
  });
});

describe("words", () => {
  type Part = string | number;
  function everyPath(file: string, path: readonly Part[] = []): readonly (readonly Part[])[] {
    const schema = schemaOfFile(file);
    const found = schema === null ? null : schemaAt(schema, path);
    invariant(found, `${file} ${path.join(".")} is there`);
    const { shape } = describeSchema(found);
    if (shape.kind === "list") return everyPath(file, [...path, 0]);
    if (shape.kind === "record") return everyPath(file, [...path, shape.keys?.[0] ?? "some-id"]);
    if (shape.kind !== "object") return [];
    return shape.keys.flatMap(({ key }) => [[...path, key], ...everyPath(file, [...path, key])]);
  }

  test("[STUDIO-4] every key of every schema has its sentence, and its bounds are the schema's", () => {
    const paths = [...policyFiles, FLOW].flatMap((file) => everyPath(file).map((path) => ({ file, path })));
    expect(paths.length).toBeGreaterThan(100);
    for (const { file, path } of paths) {
      for (const language of ["zh-CN", "en"] as const)
        expect(`${path.join(".")} ${fieldHelp(language, file, path) ?? "(none)"}`).not.toMatch(/\(none\)/);
    }
    const limit = schemaAt(detectionPolicySchema, ["quiet-on-step", "limitMs"]);
    invariant(limit, "the limit has a schema");
    expect(boundsText("en", describeSchema(limit))).toBe("whole number, at least 1,000");
  });
});
