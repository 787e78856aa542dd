/**
 * Writes the facts of one synthetic journey, in order, with ids and times a reader can follow. Nothing here is random.
 *
 * Seeded journeys of many customers are `synthetic-journeys.ts`.
 */
import { readFileSync } from "node:fs";
import { parse } from "yaml";
import { type Fact, factSchema, type Observation } from "#shared/model/fact.ts";
import { type Flow, flowSchema } from "#shared/model/flow.ts";
import { type JourneyId, journeyIdSchema } from "#shared/model/ids.ts";
import {
  type ContactPolicy,
  contactPolicySchema,
  type DetectionPolicy,
  detectionPolicySchema,
  type RoutingPolicy,
  routingPolicySchema,
} from "#shared/model/policy.ts";

/** 2026-11-23 10:00 Asia/Shanghai: the instant tests run at. */
export const TEST_NOW = Date.parse("2026-11-23T10:00:00+08:00");

const readContent = (path: string): unknown => parse(readFileSync(new URL(`../../../content/${path}`, import.meta.url), "utf8"));

export const flowFile = (name: "car-loan" | "deposit-transfer" | "family-trust"): Flow =>
  flowSchema.parse(readContent(`flows/${name}.yaml`));
export const carLoan = flowFile("car-loan");
export const familyTrust = flowFile("family-trust");
export const depositTransfer = flowFile("deposit-transfer");

export const detectionPolicy: DetectionPolicy = detectionPolicySchema.parse(readContent("policies/detection.yaml"));
export const contactPolicy: ContactPolicy = contactPolicySchema.parse(readContent("policies/contact.yaml"));
export const routingPolicy: RoutingPolicy = routingPolicySchema.parse(readContent("policies/routing.yaml"));

/** An observation with plain strings for ids, as a test writes it: the schema gives the brands. */
type Plain<T> = T extends string ? string : T extends object ? { [Key in keyof T]: Plain<T[Key]> } : T;
type PlainObservation = Observation extends infer Each
  ? Each extends Observation
    ? { readonly kind: Each["kind"] } & Omit<Plain<Each>, "kind">
    : never
  : never;

export type FactWriter = {
  readonly facts: readonly Fact[];
  /** Milliseconds since `TEST_NOW` that the next fact is written at. */
  readonly atMs: number;
  /** Lets time pass. */
  wait(ms: number): FactWriter;
  write(observation: PlainObservation): FactWriter;
  enter(stepId: string): FactWriter;
  complete(stepId: string): FactWriter;
  /** Enters and completes the steps before this one, a second each, then enters it. */
  reach(stepId: string): FactWriter;
  fail(stepId: string, method?: "face" | "sms" | "id-document"): FactWriter;
  reject(stepId: string, fieldId: string): FactWriter;
  fill(stepId: string, fieldId: string): FactWriter;
  hide(stepId: string): FactWriter;
  show(stepId: string): FactWriter;
  finish(): FactWriter;
};

/** A journey that starts at `TEST_NOW`. Each call returns a longer journey; the shorter one stays as it was. */
export function writeJourney(flow: Flow, journeyId = "journey-lin"): FactWriter {
  const make = (facts: readonly Fact[], atMs: number): FactWriter => {
    const write = (observation: PlainObservation): FactWriter => {
      const seq = facts.length + 1;
      const at = TEST_NOW + atMs;
      return make([...facts, factSchema.parse({ id: `${journeyId}.${seq}`, journeyId, seq, at, acceptedAt: at, observation })], atMs);
    };
    const writer: FactWriter = {
      facts,
      atMs,
      wait: (ms) => make(facts, atMs + ms),
      write,
      enter: (stepId) => write({ kind: "step-entered", stepId }),
      complete: (stepId) => write({ kind: "step-completed", stepId }),
      reach(stepId) {
        let now = writer;
        for (const step of flow.steps) {
          if (step.id === stepId) break;
          now = now.enter(step.id).wait(1_000).complete(step.id);
        }
        return now.enter(stepId);
      },
      fail: (stepId, method = "face") => write({ kind: "verification-failed", stepId, method, reason: "light-too-low" }),
      reject: (stepId, fieldId) => write({ kind: "field-rejected", stepId, fieldId, reason: "format" }),
      fill: (stepId, fieldId) => write({ kind: "field-changed", stepId, fieldId, state: "filled" }),
      hide: (stepId) => write({ kind: "page-hidden", stepId }),
      show: (stepId) => write({ kind: "page-visible", stepId }),
      finish: () => write({ kind: "journey-finished" }),
    };
    return writer;
  };
  return make([], 0).write({ kind: "journey-started", flowId: flow.id, channel: "app" });
}

export const journeyIdOf = (text: string): JourneyId => journeyIdSchema.parse(text);
