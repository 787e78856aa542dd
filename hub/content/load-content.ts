/**
 * Reads a content folder: YAML files into one checked `Content`, or the list of every fault found, never only the first.
 *
 * Plain `fs` and a folder argument, so it also works from a bundle. Rules across files are in `check-content.ts`.
 */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse, YAMLParseError } from "yaml";
import { z } from "zod";
import { err, ok, type Result } from "#shared/lib/result.ts";
import { assistantIntentSchema, assistantSchema, assistantScriptSchema } from "#shared/model/assistant.ts";
import { flowSchema } from "#shared/model/flow.ts";
import { lexiconEntrySchema } from "#shared/model/lexicon.ts";
import { intentSamplesSchema, needIntentSchema } from "#shared/model/need-intent.ts";
import { customerSchema, specialistSchema } from "#shared/model/person.ts";
import { budgetPolicySchema, contactPolicySchema, detectionPolicySchema, routingPolicySchema } from "#shared/model/policy.ts";
import { productSchema } from "#shared/model/product.ts";
import { researchNoteFileSchema } from "#shared/model/research-note.ts";
import { checkContent } from "./check-content.ts";
import type { Content, ContentFault } from "./content.ts";

const epochFileSchema = z.strictObject({
  /** ISO 8601 with an offset, so that "day 0" is a day somewhere in particular. */
  contentEpoch: z.iso.datetime({ offset: true }).transform((text) => Date.parse(text)),
});
const specialistsFileSchema = z.strictObject({ specialists: z.array(specialistSchema).min(1) });
const customersFileSchema = z.strictObject({ customers: z.array(customerSchema).min(1) });
const productsFileSchema = z.strictObject({ products: z.array(productSchema).min(1) });
const lexiconFileSchema = z.strictObject({ entries: z.array(lexiconEntrySchema).min(1) });
const assistantFileSchema = z.strictObject({
  scripts: z.array(assistantScriptSchema).default([]),
  intents: z.array(assistantIntentSchema).default([]),
  afterAnswer: assistantSchema.shape.afterAnswer.optional(),
  fallback: assistantSchema.shape.fallback.optional(),
  unansweredMessage: assistantSchema.shape.unansweredMessage.optional(),
});

const intentFileSchema = z.strictObject({
  intents: z.array(needIntentSchema).default([]),
  outOfScope: z.array(intentSamplesSchema).default([]),
});

/** Where an item of a list came from, for faults found across files. */
export type Origin = { readonly file: string; readonly path: string };
/** Origin by the item's own object: items keep their identity until the content is complete. */
export type Origins = ReadonlyMap<object, Origin>;

/** A zod path as a reader writes it: `claims[3].sentence.en`. */
function pathText(path: readonly PropertyKey[]): string {
  return path.reduce<string>(
    (text, part) => (typeof part === "number" ? `${text}[${part}]` : text === "" ? String(part) : `${text}.${String(part)}`),
    "",
  );
}

/** Sorted, so that the same files give the same content whatever the file system's order. */
function byId<T extends { readonly id: string }>(items: readonly T[]): T[] {
  return [...items].sort((a, b) => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0));
}

/** @param dir the content folder, e.g. `content`. Fails with every fault found, in file order. */
export function loadContent(dir: string): Result<Content, ContentFault[]> {
  const faults: ContentFault[] = [];
  const origins = new Map<object, Origin>();

  const read = <S extends z.ZodType>(file: string, schema: S): z.output<S> | undefined => {
    let text: string;
    try {
      text = readFileSync(join(dir, file), "utf8");
    } catch (fault) {
      faults.push({ kind: "unreadable", file, path: "", message: fault instanceof Error ? fault.message : String(fault) });
      return undefined;
    }
    let data: unknown;
    try {
      data = parse(text, { uniqueKeys: true, schema: "core" });
    } catch (fault) {
      const line = fault instanceof YAMLParseError ? fault.linePos?.[0].line : undefined;
      faults.push({
        kind: "not-yaml",
        file,
        path: line === undefined ? "" : `line ${line}`,
        message: fault instanceof Error ? fault.message : String(fault),
      });
      return undefined;
    }
    const parsed = schema.safeParse(data);
    if (parsed.success) return parsed.data;
    for (const issue of parsed.error.issues) faults.push({ kind: "schema", file, path: pathText(issue.path), message: issue.message });
    return undefined;
  };
  const filesIn = (folder: string): string[] => {
    try {
      return readdirSync(join(dir, folder))
        .filter((name) => name.endsWith(".yaml"))
        .sort()
        .map((name) => `${folder}/${name}`);
    } catch (fault) {
      faults.push({ kind: "unreadable", file: folder, path: "", message: fault instanceof Error ? fault.message : String(fault) });
      return [];
    }
  };
  const keep = <T extends object>(file: string, list: string, items: readonly T[] | undefined): readonly T[] => {
    for (const [index, item] of (items ?? []).entries()) origins.set(item, { file, path: list === "" ? "" : `${list}[${index}]` });
    return items ?? [];
  };

  const epoch = read("epoch.yaml", epochFileSchema);
  const detection = read("policies/detection.yaml", detectionPolicySchema);
  const contact = read("policies/contact.yaml", contactPolicySchema);
  const routing = read("policies/routing.yaml", routingPolicySchema);
  const budget = read("policies/budget.yaml", budgetPolicySchema);
  const one = <T extends object>(item: T | undefined): T[] => (item === undefined ? [] : [item]);
  const flows = filesIn("flows").flatMap((file) => keep(file, "", one(read(file, flowSchema))));
  const notes = filesIn("research").flatMap((file) => {
    const note = read(file, researchNoteFileSchema);
    keep(file, "claims", note?.claims);
    return keep(file, "", one(note));
  });
  const lexicon = filesIn("lexicon").flatMap((file) => keep(file, "entries", read(file, lexiconFileSchema)?.entries));
  const products = keep("products.yaml", "products", read("products.yaml", productsFileSchema)?.products);
  const specialists = keep("people/specialists.yaml", "specialists", read("people/specialists.yaml", specialistsFileSchema)?.specialists);
  const customers = keep("people/customers.yaml", "customers", read("people/customers.yaml", customersFileSchema)?.customers);

  const assistantFiles = filesIn("assistant").map((file) => ({ file, part: read(file, assistantFileSchema) }));
  const scripts = assistantFiles.flatMap(({ file, part }) => keep(file, "scripts", part?.scripts));
  const intents = assistantFiles.flatMap(({ file, part }) => keep(file, "intents", part?.intents));
  const afterAnswer = assistantFiles.flatMap(({ part }) => one(part?.afterAnswer))[0];
  const fallback = assistantFiles.flatMap(({ part }) => one(part?.fallback))[0];
  const unansweredMessage = assistantFiles.flatMap(({ part }) => one(part?.unansweredMessage))[0];
  if (assistantFiles.every(({ part }) => part !== undefined)) {
    for (const [name, value] of Object.entries({ fallback, unansweredMessage, afterAnswer }))
      if (value === undefined)
        faults.push({ kind: "schema", file: "assistant", path: name, message: `no file under assistant/ has ${name}` });
  }
  const intentFiles = filesIn("intent").map((file) => ({ file, part: read(file, intentFileSchema) }));
  const needIntents = intentFiles.flatMap(({ file, part }) => keep(file, "intents", part?.intents));
  const outOfScope = intentFiles.flatMap(({ file, part }) => keep(file, "outOfScope", part?.outOfScope));

  if (!epoch || !detection || !contact || !routing || !budget || !fallback || !unansweredMessage || !afterAnswer || faults.length > 0)
    return err(faults);
  const content: Content = {
    contentEpoch: epoch.contentEpoch,
    flows: byId(flows),
    policies: { detection, contact, routing, budget },
    specialists: byId(specialists),
    customers: byId(customers),
    notes: byId(notes),
    lexicon: byId(lexicon),
    products: byId(products),
    assistant: { scripts: byId(scripts), intents: byId(intents), fallback, unansweredMessage, afterAnswer },
    needs: { intents: byId(needIntents), outOfScope: [...outOfScope] },
  };
  const found = checkContent(content, origins);
  return found.length > 0 ? err(found) : ok(content);
}
