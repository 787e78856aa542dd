/** What can be written at a cursor: keys and values that the schema of the file allows there and nothing else. Words about them are the renderer's. */
import type { Flow } from "#shared/model/flow.ts";
import { detectionPolicySchema } from "#shared/model/policy.ts";
import { isFlowFile, schemaOfFile } from "./content-files.ts";
import { cursorPlace } from "./cursor-path.ts";
import type { DraftPath } from "./read-draft.ts";
import { describe, type Shape, schemaAt } from "./schema-walk.ts";

export type Suggestion = {
  readonly label: string;
  /** What is written for it; a key brings its colon and, for a block, the next line's indentation. */
  readonly insert: string;
  readonly kind: "key" | "value";
  /** Required keys come first. */
  readonly isRequired: boolean;
  readonly path: DraftPath;
};

/** Keys of steps' own limits: those a policy of the behaviour knows. */
function ownLimits(path: DraftPath): readonly string[] {
  const [steps, , limits, kind] = path;
  if (steps !== "steps" || limits !== "limits" || kind === undefined || path.length !== 4) return [];
  const found = schemaAt(detectionPolicySchema, [kind]);
  const shape = found === null ? null : describe(found).shape;
  if (shape?.kind !== "object") return [];
  return shape.keys
    .map(({ key }) => key)
    .filter((key) => {
      const inner = schemaAt(detectionPolicySchema, [kind, key]);
      return inner !== null && describe(inner).shape.kind === "number";
    });
}

function insertFor(key: string, shape: Shape | null): string {
  if (shape === null || (shape.kind !== "object" && shape.kind !== "record" && shape.kind !== "list")) return `${key}: `;
  return shape.kind === "list" ? `${key}:\n  - ` : `${key}:\n  `;
}

/**
 * @param flows in force: their steps and fields are what a policy can name
 * @param line from 0
 * @param column from 0
 */
export function suggestionsAt(file: string, text: string, line: number, column: number, flows: readonly Flow[]): readonly Suggestion[] {
  const schema = schemaOfFile(file);
  const place = schema === null ? null : cursorPlace(text, line, column);
  if (schema === null || place === null) return [];
  const found = schemaAt(schema, place.path);
  if (found === null) return [];
  const { shape } = describe(found);
  const steps = flows.flatMap((flow) => flow.steps);
  const value = (label: string): Suggestion => ({ label, insert: label, kind: "value", isRequired: false, path: place.path });
  if (place.kind === "value") {
    if (shape.kind === "choice") return shape.options.map(value);
    if (shape.kind === "switch") return ["true", "false"].map(value);
    if (place.path.at(-2) === "fieldIds") return [...new Set(steps.flatMap(({ fields }) => fields.map(({ id }) => id)))].map(value);
    // A list's item that is a mapping: its keys may stand right behind the dash.
    if (shape.kind !== "object" || typeof place.path.at(-1) !== "number") return [];
  }
  const present = place.kind === "key" ? place.present : [];
  const last = place.path.at(-1);
  const stepIds = last === "byStep" || last === "limitMsByStep" ? [...new Set(steps.map(({ id }) => id as string))] : [];
  const names = shape.kind === "record" ? [...(shape.keys ?? []), ...stepIds, ...(isFlowFile(file) ? ownLimits(place.path) : [])] : [];
  const keys = shape.kind === "object" ? shape.keys : names.map((key) => ({ key, isOptional: true }));
  return keys
    .filter(({ key }) => !present.includes(key) && key !== "learned")
    .map(({ key, isOptional }) => {
      const path = [...place.path, key];
      const inner = schemaAt(schema, path);
      const insert = insertFor(key, inner === null ? null : describe(inner).shape);
      return { label: key, insert, kind: "key", isRequired: !isOptional, path };
    });
}
