/**
 * The customers behind a desk worth looking at: journeys of several flows and kinds of breakpoint, told to the hub as the tracker tells it.
 *
 * Their facts are dated some minutes back; every alert on the screen is what the hub's own detectors make of them.
 */
import { SECOND_MS } from "#shared/lib/duration.ts";
import { invariant } from "#shared/lib/invariant.ts";
import type { Observation } from "#shared/model/fact.ts";
import type { TrackedHub } from "#test/support/tracker.ts";
import { postFacts, tokenOf } from "#test/support/tracker.ts";

/** Seconds before now, and what was observed then. */
type Told = readonly [agoSeconds: number, observation: Observation];

export type ToldJourney = {
  readonly name: string;
  /** Signed in by the bank's token; null: nobody is. */
  readonly customerId: string | null;
  readonly flowId: string;
  readonly channel: "app" | "mobile-web" | "desktop-web";
  readonly told: readonly Told[];
};

const o = (kind: string, rest: Record<string, string> = {}) => ({ kind, ...rest }) as Observation;
const entered = (stepId: string) => o("step-entered", { stepId });
const left = (stepId: string) => o("step-left", { stepId });
const completed = (stepId: string) => o("step-completed", { stepId });
const filled = (stepId: string, fieldId: string) => o("field-changed", { stepId, fieldId, state: "filled" });
const misformed = (stepId: string, fieldId: string) => o("field-changed", { stepId, fieldId, state: "format-error" });
const rejected = (stepId: string, fieldId: string, reason: string) => o("field-rejected", { stepId, fieldId, reason });
const failed = (stepId: string, method: string, reason: string) => o("verification-failed", { stepId, method, reason });

/** Steps entered and completed one after the other, `each` seconds apart, the last one ending `untilAgo` seconds before now. */
function past(stepIds: readonly string[], each: number, untilAgo: number): readonly Told[] {
  return stepIds.flatMap((stepId, index): Told[] => {
    const from = untilAgo + (stepIds.length - index) * each;
    return [
      [from, entered(stepId)],
      [from - each + 1, completed(stepId)],
    ];
  });
}

export const toldJourneys: readonly ToldJourney[] = [
  {
    name: "he-trust",
    customerId: "he-yaqin",
    flowId: "family-trust",
    channel: "app",
    told: [
      ...past(["overview", "settlor", "assets"], 140, 330),
      [329, entered("beneficiary")],
      [318, filled("beneficiary", "beneficiary-name-1")],
      [296, misformed("beneficiary", "beneficiary-id-1")],
      [281, filled("beneficiary", "beneficiary-id-1")],
    ],
  },
  {
    name: "wu-verify",
    customerId: "wu-ying",
    flowId: "deposit-transfer",
    channel: "app",
    told: [
      ...past(["certificate", "price", "risk"], 60, 150),
      [149, entered("verify")],
      [110, failed("verify", "sms", "code-expired")],
      [64, failed("verify", "sms", "code-wrong")],
      [21, failed("verify", "sms", "code-wrong")],
    ],
  },
  {
    name: "xu-quote",
    customerId: "xu-jianing",
    flowId: "car-loan",
    channel: "mobile-web",
    told: [
      ...past(["vehicle", "identity", "employment", "credit-consent", "face-check"], 55, 260),
      ...[250, 190, 130].flatMap((ago): Told[] => [
        [ago, entered("quote")],
        [ago - 20, left("quote")],
        [ago - 21, entered("employment")],
        [ago - 40, completed("employment")],
      ]),
      [70, entered("quote")],
      [40, filled("quote", "loan-term")],
    ],
  },
  {
    name: "xu-price",
    customerId: "xu-jianing",
    flowId: "deposit-transfer",
    channel: "app",
    told: [...past(["certificate"], 90, 200), [199, entered("price")], [160, filled("price", "transfer-rate")]],
  },
  {
    name: "he-confirm",
    customerId: "he-yaqin",
    flowId: "deposit-transfer",
    channel: "app",
    told: [
      ...past(["certificate", "price", "risk", "verify"], 70, 220),
      [219, entered("confirm")],
      [175, o("page-hidden", { stepId: "confirm" })],
    ],
  },
  {
    name: "wu-settlor",
    customerId: "wu-ying",
    flowId: "family-trust",
    channel: "desktop-web",
    told: [
      ...past(["overview"], 80, 170),
      [169, entered("settlor")],
      [140, rejected("settlor", "id-number", "name-mismatch")],
      [95, rejected("settlor", "id-number", "name-mismatch")],
      [40, rejected("settlor", "address", "text-length")],
    ],
  },
  {
    name: "lin-help",
    customerId: "lin-xiaolan",
    flowId: "deposit-transfer",
    channel: "app",
    told: [...past(["certificate"], 95, 120), [119, entered("price")], [48, o("help-requested", { stepId: "price" })]],
  },
  {
    name: "nobody-help",
    customerId: null,
    flowId: "deposit-transfer",
    channel: "desktop-web",
    told: [
      [150, entered("certificate")],
      [33, o("help-requested", { stepId: "certificate" })],
    ],
  },
  {
    name: "chen-price",
    customerId: "chen-guodong",
    flowId: "deposit-transfer",
    channel: "app",
    told: [
      ...past(["certificate"], 75, 220),
      [219, entered("price")],
      [150, rejected("price", "transfer-rate", "amount-range")],
      [92, rejected("price", "transfer-rate", "amount-range")],
      [28, rejected("price", "transfer-rate", "amount-range")],
    ],
  },
  {
    name: "zhou-quiet",
    customerId: "zhou-wenbo",
    flowId: "car-loan",
    channel: "mobile-web",
    told: [...past(["vehicle"], 100, 240), [239, entered("identity")], [170, filled("identity", "full-name")]],
  },
  {
    name: "zheng-quiet",
    customerId: "zheng-haoran",
    flowId: "car-loan",
    channel: "app",
    told: [...past(["vehicle", "identity"], 110, 300), [299, entered("employment")], [220, filled("employment", "occupation")]],
  },
  {
    name: "huang-document",
    customerId: "huang-meiling",
    flowId: "car-loan",
    channel: "app",
    told: [
      ...past(["vehicle"], 130, 210),
      [209, entered("identity")],
      [130, failed("identity", "id-document", "light-too-low")],
      [88, failed("identity", "id-document", "light-too-low")],
      [46, failed("identity", "id-document", "light-too-low")],
    ],
  },
];

/** As many journeys like the named one as asked for, by these customers in turn. */
export function crowdOf(name: string, customerIds: readonly string[], count: number): readonly ToldJourney[] {
  const model = toldJourneys.find((known) => known.name === name);
  invariant(model, `${name} is told`);
  return Array.from({ length: count }, (_, index) => ({
    ...model,
    name: `${name}-${index + 1}`,
    customerId: customerIds[index % customerIds.length] ?? null,
  }));
}

/** Sends one journey's facts now, with the bank's signed token when somebody is signed in. */
export async function tellJourney(hub: TrackedHub, journey: ToldJourney, now: number): Promise<void> {
  const id = `j-shot-${journey.name}`;
  const first = journey.told[0]?.[0] ?? 0;
  const started = o("journey-started", { flowId: journey.flowId, channel: journey.channel });
  const facts = [[first + 1, started] as const, ...journey.told].map(([ago, observation], index) => ({
    id: `${id}-f${index + 1}`,
    journeyId: id,
    seq: index + 1,
    at: now - ago * SECOND_MS,
    observation,
  }));
  const reply = await postFacts(hub.url, { journeyId: id, token: await tokenOf(hub, journey.customerId, now), facts, sentAt: now });
  if (!reply.ok) throw new Error(`the hub refused journey ${journey.name}: ${JSON.stringify(reply.error)}`);
}
