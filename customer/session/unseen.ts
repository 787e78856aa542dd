/** Which fields the consent sheet names as never seen: computed from the flow's definition, most delicate first. Pure. */
import type { Field, Flow } from "#shared/model/flow.ts";
import type { Language } from "#shared/model/words.ts";

/** How delicate a kind of control is; smaller comes first. */
const RANK: Readonly<Record<Field["control"], number>> = {
  "id-number": 0,
  code: 1,
  face: 2,
  phone: 3,
  signature: 4,
  upload: 5,
  text: 6,
  number: 7,
  choice: 8,
  date: 9,
  checkbox: 10,
};
const MOST_NAMED = 5;

/** A field is secret as soon as one step says so. */
export function secretFields(flow: Flow): ReadonlySet<string> {
  const secret = new Set<string>();
  for (const step of flow.steps) for (const field of step.fields) if (field.sensitivity === "secret") secret.add(field.id);
  return secret;
}

/** At most five labels, one a kind of control first, so that the line says the range. */
export function unseenLabels(flow: Flow, language: Language): readonly string[] {
  const secret = secretFields(flow);
  const fields = flow.steps
    .flatMap((step) => step.fields)
    .filter((field, at, all) => secret.has(field.id) && all.findIndex((other) => other.id === field.id) === at)
    .sort((a, b) => RANK[a.control] - RANK[b.control]);
  const firstOfKind = fields.filter((field, at) => fields.findIndex((other) => other.control === field.control) === at);
  const rest = fields.filter((field) => !firstOfKind.includes(field));
  const labels = [...firstOfKind, ...rest].map((field) => field.label[language]);
  return [...new Set(labels)].slice(0, MOST_NAMED);
}
