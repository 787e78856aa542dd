/** Which files of content a person can open in 编排, and the schema each must fit. What a file means is the schema's; reading one is `read-draft.ts`. */
import type { z } from "zod";
import { flowSchema } from "#shared/model/flow.ts";
import { budgetPolicySchema, contactPolicySchema, detectionPolicySchema, routingPolicySchema } from "#shared/model/policy.ts";

const POLICIES = {
  "policies/detection.yaml": detectionPolicySchema,
  "policies/contact.yaml": contactPolicySchema,
  "policies/routing.yaml": routingPolicySchema,
  "policies/budget.yaml": budgetPolicySchema,
} as const;
export type PolicyFile = keyof typeof POLICIES;
export const policyFiles = Object.keys(POLICIES) as readonly PolicyFile[];

export function flowFileOf(flowId: string): string {
  return `flows/${flowId}.yaml`;
}

export function isFlowFile(file: string): boolean {
  return file.startsWith("flows/");
}

export function isPolicyFile(file: string): file is PolicyFile {
  return Object.hasOwn(POLICIES, file);
}

/** The schema of a file, `null` for one that cannot be opened. */
export function schemaOfFile(file: string): z.ZodType | null {
  if (isPolicyFile(file)) return POLICIES[file];
  return isFlowFile(file) ? flowSchema : null;
}

/** Whether another version of the file can change which breakpoints are found: what a run compares. */
export function changesDetection(file: string): boolean {
  return file === "policies/detection.yaml" || isFlowFile(file);
}
