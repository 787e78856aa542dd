/** Everything against the open text, with its place: what its schema says at once, what the whole content says once the hub has answered. */
import { useMemo } from "react";
import { schemaOfFile } from "#shared/domain/studio/content-files.ts";
import { type DraftProblem, partsOf, placeOf, readDraft } from "#shared/domain/studio/read-draft.ts";
import type { StudioFault } from "#shared/model/studio.ts";
import type { StudioCopy } from "../copy/studio.ts";
import type { OpenText } from "../state/studio-state.ts";

export type Problem = {
  readonly sentence: string;
  /** In the words of the check, beside the sentence; empty when that says it all. */
  readonly detail: string;
  readonly from: number;
  readonly to: number;
  /** From 1. */
  readonly line: number;
  /** False for what can be run all the same. */
  readonly isSchema: boolean;
};

const lineOf = (text: string, offset: number) => text.slice(0, offset).split("\n").length;

function ofSchema(problem: DraftProblem, text: string, copy: StudioCopy): Problem {
  const { code, detail, path, from, to } = problem;
  const last = path.at(-1);
  const sentence = code === "missing" && typeof last === "string" ? copy.missingKey(last) : copy.problem[code](detail);
  const where = path.map(String).join(".");
  return { sentence, detail: where, from, to, line: lineOf(text, from), isSchema: true };
}

function ofContent(fault: StudioFault, document: Parameters<typeof placeOf>[0], text: string, copy: StudioCopy): Problem {
  const { from, to } = placeOf(document, text, fault.isElsewhere ? [] : partsOf(fault.path));
  const what = copy.fault[fault.kind];
  const sentence = fault.isElsewhere ? `${copy.elsewhere}${copy.colon}${what}` : what;
  return { sentence, detail: fault.message, from, to, line: lineOf(text, from), isSchema: false };
}

export function problemsOf(open: Pick<OpenText, "file" | "text" | "faults" | "faultsOf">, copy: StudioCopy): readonly Problem[] {
  const { text, faults, faultsOf } = open;
  const schema = schemaOfFile(open.file.file);
  if (schema === null) return [];
  const read = readDraft(text, schema);
  if (!read.ok) return read.problems.map((problem) => ofSchema(problem, text, copy));
  return faultsOf === text ? faults.map((fault) => ofContent(fault, read.document, text, copy)) : [];
}

const NONE: readonly Problem[] = [];

export function useProblems(open: OpenText | null, copy: StudioCopy): readonly Problem[] {
  const { file, text, faults, faultsOf } = open ?? {};
  return useMemo(
    () =>
      file === undefined || text === undefined ? NONE : problemsOf({ file, text, faults: faults ?? [], faultsOf: faultsOf ?? null }, copy),
    [file, text, faults, faultsOf, copy],
  );
}
