/**
 * Journeys that make a desk worth looking at: pushed through the hub's ordinary ingest, their facts dated a few minutes back.
 *
 * For looking at screens while they are built; the story's customers are `customer/demo`.
 */
import { SignJWT } from "jose";
import type { Hub } from "#hub/compose.ts";
import { PROTOCOL } from "#shared/contract/protocol.ts";
import { SECOND_MS } from "#shared/lib/duration.ts";
import type { Observation } from "#shared/model/fact.ts";

/** Seconds before now, and what was observed then. */
type Told = readonly [agoSeconds: number, observation: Observation];
type Journey = {
  readonly customerId: string | null;
  readonly flowId: string;
  readonly channel: "app" | "mobile-web" | "desktop-web";
  readonly told: readonly Told[];
};

const o = (kind: string, rest: Record<string, string> = {}): Observation => ({ kind, ...rest }) as Observation;
const entered = (stepId: string) => o("step-entered", { stepId });
const completed = (stepId: string) => o("step-completed", { stepId });
const filled = (stepId: string, fieldId: string, state = "filled") => o("field-changed", { stepId, fieldId, state });

export const seedJourneys: readonly Journey[] = [
  {
    customerId: "he-yaqin",
    flowId: "family-trust",
    channel: "app",
    told: [
      [400, entered("overview")],
      [300, entered("beneficiary")],
    ],
  },
  {
    customerId: "lin-xiaolan",
    flowId: "car-loan",
    channel: "app",
    told: [
      [500, entered("vehicle")],
      [470, filled("vehicle", "car-model")],
      [440, filled("vehicle", "vehicle-price")],
      [390, completed("vehicle")],
      [389, entered("identity")],
      [360, filled("identity", "full-name")],
      [350, filled("identity", "id-number")],
      [335, filled("identity", "phone", "format-error")],
      [330, filled("identity", "phone")],
      [320, completed("identity")],
      [319, entered("employment")],
      [260, filled("employment", "occupation")],
      [230, filled("employment", "monthly-income")],
      [195, completed("employment")],
      [194, entered("credit-consent")],
      [170, filled("credit-consent", "credit-enquiry")],
      [156, completed("credit-consent")],
      [155, entered("face-check")],
      [101, o("verification-failed", { stepId: "face-check", method: "face", reason: "face-not-found" })],
      [54, o("verification-failed", { stepId: "face-check", method: "face", reason: "light-too-low" })],
      [15, o("step-left", { stepId: "face-check" })],
      [14, entered("face-check")],
      [1, o("verification-failed", { stepId: "face-check", method: "face", reason: "light-too-low" })],
    ],
  },
  {
    customerId: null,
    flowId: "deposit-transfer",
    channel: "desktop-web",
    told: [
      [120, entered("holding")],
      [20, o("help-requested", { stepId: "holding" })],
    ],
  },
];

/** Sends one journey's facts now. @returns its id and secret, for playing its customer. */
export async function pushJourney(
  hub: Hub,
  journey: Journey,
  name: string,
  now: number,
): Promise<{ id: string; secret: string; token: string | null }> {
  const id = `j-look-${name}`;
  const secret = `${id}-0123456789abcdef0123456789`.slice(0, 40);
  const token =
    journey.customerId === null
      ? null
      : await new SignJWT({})
          .setProtectedHeader({ alg: "HS256" })
          .setSubject(journey.customerId)
          .setAudience("baton-hub")
          .setIssuer("jianghai-demo-bank")
          .setIssuedAt(Math.floor(now / SECOND_MS))
          .setExpirationTime(Math.floor(now / SECOND_MS) + 1_800)
          .sign(hub.bankKey);
  const first = journey.told[0]?.[0] ?? 0;
  const told: readonly Told[] = [[first + 1, o("journey-started", { flowId: journey.flowId, channel: journey.channel })], ...journey.told];
  const facts = told.map(([ago, observation], index) => ({
    id: `${id}-f${index + 1}`,
    journeyId: id,
    seq: index + 1,
    at: now - ago * SECOND_MS,
    observation,
  }));
  const response = await fetch(`${hub.url}/v1/track`, {
    method: "POST",
    body: JSON.stringify({ protocol: PROTOCOL, token, journey: { id, secret }, facts, sentAt: now }),
  });
  const reply = (await response.json()) as { ok: boolean; error?: unknown };
  if (!reply.ok) throw new Error(`the hub refused journey ${name}: ${JSON.stringify(reply.error)}`);
  return { id, secret, token };
}
