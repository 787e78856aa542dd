/**
 * The map of a recorded log: how its columns become journeys, steps, facts and outcomes. YAML, one file a log, under `content/replay`.
 *
 * Owns the schema and loading a map with its detection policy. Reading the log itself is `read-log.ts`.
 */
import { readFileSync } from "node:fs";
import { parse } from "yaml";
import { z } from "zod";
import { err, ok, type Result } from "#shared/lib/result.ts";
import { observationSchema } from "#shared/model/fact.ts";
import { flowSchema } from "#shared/model/flow.ts";
import { stepIdSchema } from "#shared/model/ids.ts";
import { type DetectionPolicy, detectionPolicySchema } from "#shared/model/policy.ts";

const columnSchema = z.string().min(1);
const utcOffsetSchema = z.string().regex(/^[+-]\d\d:\d\d$/);
/** Every named column holds the value, or one of the values. */
const whenSchema = z.record(columnSchema, z.union([z.string(), z.array(z.string()).min(1)]));

/**
 * What a row means; the first rule whose `when` fits is taken.
 * `enter`: the customer came to a step. `finish`: they finished. `close`: the journey is over unfinished, `customer` walked away or the
 * `bank` ended it. `observe`: any other fact. `ignore`: known, and nothing the customer did.
 */
const ruleSchema = z.union([
  z.strictObject({ when: whenSchema, enter: stepIdSchema }),
  z.strictObject({ when: whenSchema, finish: z.literal(true) }),
  z.strictObject({ when: whenSchema, close: z.enum(["customer", "bank"]) }),
  z.strictObject({ when: whenSchema, observe: observationSchema }),
  z.strictObject({ when: whenSchema, ignore: z.literal(true) }),
]);
export type MapRule = z.infer<typeof ruleSchema>;

export const replayMapSchema = z
  .strictObject({
    version: z.literal(1),
    source: z.discriminatedUnion("format", [
      z.strictObject({ format: z.literal("csv"), delimiter: z.string().length(1).default(",") }),
      z.strictObject({ format: z.literal("tsv") }),
      /** Attributes of the case are columns `case:KEY`, attributes of the event are columns `KEY`. */
      z.strictObject({ format: z.literal("xes") }),
    ]),
    /** `utcOffset` counts for instants written without a zone, and for what "time of day" means. */
    time: z.strictObject({ column: columnSchema, utcOffset: utcOffsetSchema }),
    /** `visitor`: the device or browser, whose further acts say whether somebody is still there. `customer`: the person. Default: the journey. */
    journey: z.strictObject({
      id: columnSchema,
      visitor: columnSchema.optional(),
      customer: columnSchema.optional(),
      channel: z.enum(["app", "mobile-web", "desktop-web"]),
    }),
    flow: flowSchema,
    facts: z.array(ruleSchema).min(1),
    /** What this log needs otherwise than the bank's detection policy says, laid over it (a loan log counts quiet in days). */
    limits: z.record(z.string(), z.record(z.string(), z.unknown())).optional(),
    score: z.strictObject({
      /** Quiet spells after which the score is asked again, milliseconds, ascending. */
      quietMs: z.array(z.number().int().min(1_000)).min(1),
      /** Somebody counts as still there when they act within this time after an alert, milliseconds. */
      stillThereMs: z.number().int().min(1_000),
      /** Limits of the plain idle rule that the score is measured beside, milliseconds. */
      idleMs: z.array(z.number().int().min(1_000)).min(1),
    }),
  })
  .superRefine((map, context) => {
    const steps = new Set(map.flow.steps.map(({ id }) => id));
    for (const [index, rule] of map.facts.entries()) {
      if ("enter" in rule && !steps.has(rule.enter)) {
        context.addIssue({ code: "custom", path: ["facts", index, "enter"], message: `the flow has no step ${rule.enter}` });
      }
    }
  });
export type ReplayMap = z.infer<typeof replayMapSchema>;

/** Milliseconds east of Greenwich. */
export function offsetMsOf(utcOffset: string): number {
  const sign = utcOffset.startsWith("-") ? -1 : 1;
  const [hours = "0", minutes = "0"] = utcOffset.slice(1).split(":");
  return sign * (Number(hours) * 60 + Number(minutes)) * 60_000;
}

export type Fault = { readonly kind: "unreadable" | "invalid"; readonly message: string };

function load<T>(file: string, schema: z.ZodType<T>): Result<T, Fault> {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (fault) {
    return err({ kind: "unreadable", message: `${file}: ${fault instanceof Error ? fault.message : String(fault)}` });
  }
  let raw: unknown;
  try {
    raw = parse(text);
  } catch (fault) {
    return err({ kind: "invalid", message: `${file}: ${fault instanceof Error ? fault.message : String(fault)}` });
  }
  const parsed = schema.safeParse(raw);
  if (parsed.success) return ok(parsed.data);
  return err({ kind: "invalid", message: `${file}: ${z.prettifyError(parsed.error)}` });
}

export function loadMap(file: string): Result<ReplayMap, Fault> {
  return load(file, replayMapSchema);
}

/** A map's limits laid over the bank's policy, detector by detector. Fails when the outcome is no policy. */
function withLimits(policy: DetectionPolicy, limits: NonNullable<ReplayMap["limits"]>): Result<DetectionPolicy, Fault> {
  const laid: Record<string, unknown> = { ...policy };
  for (const [kind, changes] of Object.entries(limits)) laid[kind] = { ...(laid[kind] as object | undefined), ...changes };
  const parsed = detectionPolicySchema.safeParse(laid);
  return parsed.success ? ok(parsed.data) : err({ kind: "invalid", message: `limits of the map: ${z.prettifyError(parsed.error)}` });
}

/**
 * The detection policy a replay runs on: the one asked for as it is, else the bank's with the map's own limits.
 *
 * @param bankPolicyFile the policy under `content/policies`
 */
export function loadPolicy(map: ReplayMap, asked: string | undefined, bankPolicyFile: string): Result<DetectionPolicy, Fault> {
  if (asked !== undefined) return load(asked, detectionPolicySchema);
  const bank = load(bankPolicyFile, detectionPolicySchema);
  return bank.ok && map.limits !== undefined ? withLimits(bank.value, map.limits) : bank;
}
