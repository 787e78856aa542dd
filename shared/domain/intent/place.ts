/** Where a customer stands, as features of their own beside the text. The mark in front keeps them apart from anything one could write. */
import type { BreakpointKind } from "#shared/model/breakpoint.ts";
import type { FlowId, StepId } from "#shared/model/ids.ts";
import type { NeedGround } from "#shared/model/need-intent.ts";

export type IntentPlace = {
  readonly flowId: FlowId;
  readonly stepId: StepId;
  readonly breakpointKind?: BreakpointKind | undefined;
  /** Help entries the customer has opened on this step. */
  readonly helpTopics?: readonly string[] | undefined;
};

/** The feature and what it is when it speaks for an answer. */
export function placeFeatures(place: IntentPlace): { readonly feature: string; readonly ground: NeedGround }[] {
  const { flowId, stepId, breakpointKind, helpTopics } = place;
  return [
    { feature: `@flow ${flowId}`, ground: { kind: "flow" } },
    { feature: `@step ${flowId} ${stepId}`, ground: { kind: "step", stepId } },
    ...(breakpointKind === undefined
      ? []
      : [
          { feature: `@break ${breakpointKind}`, ground: { kind: "breakpoint", breakpointKind } as const },
          { feature: `@at ${flowId} ${stepId} ${breakpointKind}`, ground: { kind: "breakpoint", breakpointKind } as const },
        ]),
    ...[...new Set(helpTopics ?? [])].map((topic) => ({
      feature: `@help ${flowId} ${topic}`,
      ground: { kind: "help-topic", topic } as const,
    })),
  ];
}
