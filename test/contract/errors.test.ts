/** The pages' own check of a reply's error says what the schema says. Rule: docs/spec/BINDER.md. */
import { expect, test } from "vitest";
import { replyErrorSchema } from "#shared/contract/error-schemas.ts";
import { ERROR_CODES, replyErrorOf } from "#shared/contract/errors.ts";

const details: readonly unknown[] = [
  {},
  { path: "a.b", max: 3, isLate: true },
  { list: [1] },
  { inner: { a: 1 } },
  { none: null },
  { some: undefined },
  { size: Number.NaN },
  { size: Number.POSITIVE_INFINITY },
  [],
  ["a"],
  "text",
  7,
  null,
];

const values: readonly unknown[] = [
  null,
  undefined,
  "no-hub",
  [],
  {},
  { code: 7 },
  { code: "toString" },
  { code: "__proto__" },
  { code: "constructor", detail: {} },
  ...ERROR_CODES.map((code) => ({ code })),
  { code: "no-hub", more: 1 },
  { code: "no-hub", detail: undefined },
  ...details.map((detail) => ({ code: "too-many", detail })),
];

test.each(values)("[BINDER-12] an error is one for a page exactly when it is one for the schema: %j", (value) => {
  const parsed = replyErrorSchema.safeParse(value);
  expect(replyErrorOf(value)).toEqual(parsed.success ? parsed.data : null);
});
