/** The words that occur again and again in what is kept of a watch: written as numbers by `pack-value.ts`. */
import { breakpointKindSchema, severitySchema } from "#shared/model/breakpoint.ts";
import type { Flow } from "#shared/model/flow.ts";

/** Kinds, steps and fields of these flows, each once; a word that is missing costs its characters, nothing else. */
export function engineWords(flows: readonly Flow[]): readonly string[] {
  const kinds = breakpointKindSchema.options;
  const steps = flows.flatMap((flow) => flow.steps);
  const fields = steps.flatMap((step) => step.fields);
  const places = steps.flatMap(({ id }) => kinds.map((kind) => `${kind}/${id}`));
  return [...new Set([...severitySchema.options, ...kinds, ...steps.map(({ id }) => id), ...fields.map(({ id }) => id), ...places])];
}
