/** The question the tests of guidance start from: 林晓岚 at the face check, on the live content, at the tests' fixed instant. */
import type { Content } from "#hub/content/content.ts";
import type { GuidanceQuestion } from "#shared/domain/guidance/talking-points.ts";
import { flowIdSchema, stepIdSchema } from "#shared/model/ids.ts";
import { liveContent } from "../content/live-content.ts";

/** 2026-11-23 10:00 in Shanghai. */
export const NOW = Date.parse("2026-11-23T10:00:00+08:00");

export const content: Content = liveContent();

export function flow(id: string) {
  const found = content.flows.find((candidate) => candidate.id === flowIdSchema.parse(id));
  if (!found) throw new Error(`no flow ${id}`);
  return found;
}

export function tagsOf(customerId: string): string[] {
  return content.customers.find((customer) => customer.id === customerId)?.tags.map((tag) => tag.text) ?? [];
}

export function question(more: Partial<GuidanceQuestion> = {}): GuidanceQuestion {
  return {
    notes: content.notes,
    products: content.products,
    flow: flow("car-loan"),
    stepId: stepIdSchema.parse("face-check"),
    breakpointKind: "verification-failed",
    moment: "opening",
    customerTags: tagsOf("lin-xiaolan"),
    speaker: { as: "own-manager", name: "李思远" },
    now: NOW,
    contentEpoch: content.contentEpoch,
    ...more,
  };
}
