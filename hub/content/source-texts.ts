/**
 * The content in force as a person wrote it: the texts of the files that can be opened in 编排, comments included.
 *
 * A release keeps what the files mean, not how they were written; without the folder its files are written out anew (`textsOf`).
 */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse, stringify } from "yaml";
import { type People, peopleSchema } from "#shared/domain/samples/people.ts";
import { flowFileOf, policyFiles } from "#shared/domain/studio/content-files.ts";
import type { Content } from "./content.ts";

/** By path in the content folder. */
export type SourceTexts = ReadonlyMap<string, string>;

/** @param dir a content folder that was loaded without a fault */
export function readSourceTexts(dir: string): SourceTexts {
  const flows = readdirSync(join(dir, "flows"))
    .filter((name) => name.endsWith(".yaml"))
    .sort()
    .map((name) => `flows/${name}`);
  return new Map([...policyFiles, ...flows].map((file) => [file, readFileSync(join(dir, file), "utf8")]));
}

/** How synthetic customers behave. Throws with every fault when the file does not fit: it ships with the content. */
export function readPeople(dir: string): People {
  return peopleSchema.parse(parse(readFileSync(join(dir, "samples/people.yaml"), "utf8")));
}

export function textsOf(content: Content): SourceTexts {
  const { detection, contact, routing, budget } = content.policies;
  return new Map([
    ["policies/detection.yaml", stringify(detection)],
    ["policies/contact.yaml", stringify(contact)],
    ["policies/routing.yaml", stringify(routing)],
    ["policies/budget.yaml", stringify(budget)],
    ...content.flows.map((flow): [string, string] => [flowFileOf(flow.id), stringify(flow)]),
  ]);
}
