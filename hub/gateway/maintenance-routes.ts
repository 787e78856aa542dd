/**
 * What the commands of a data folder ask of its running hub, over plain HTTP: learn limits now, use another need model.
 *
 * Open only to who can read the folder (its launch token). What is done is the services'; the commands are `scripts/`.
 */
import type { Context, Hono } from "hono";
import type { Reply } from "#shared/contract/errors.ts";
import { refuse } from "#shared/contract/errors.ts";
import type { LearnReply, NeedModelReply } from "#shared/contract/http.ts";
import type { HubServices } from "../services.ts";
import type { PolicyInForce } from "../watch/policies.ts";

type MaintenanceParts = {
  readonly services: HubServices;
  readonly mayMaintain: (c: Context) => boolean;
  readonly answer: (c: Context, reply: Reply<unknown>) => Response;
};

function limitsOf({ policy }: PolicyInForce): LearnReply["limits"] {
  return (["quiet-on-step", "left-on-last-step"] as const).flatMap((kind) =>
    Object.entries(policy[kind].learned ?? {}).map(([place, { limitMs, n }]) => {
      const [channel = "", stepId = ""] = place.split("/");
      return { kind, channel, stepId, limitMs, n };
    }),
  );
}

export function serveMaintenance(app: Hono, { services, mayMaintain, answer }: MaintenanceParts): void {
  app.post("/v1/maintenance/learn", async (c) => {
    if (!mayMaintain(c)) return answer(c, refuse("not-authenticated"));
    const { inForce, isNew } = await services.policies.learn();
    const { version, learnedFrom, learnedUntil, journeys, demoJourneys } = inForce;
    const value: LearnReply = { version, isNew, learnedFrom, learnedUntil, journeys, demoJourneys, limits: limitsOf(inForce) };
    return answer(c, { ok: true, value });
  });
  app.post("/v1/maintenance/need-model", async (c) => {
    if (!mayMaintain(c)) return answer(c, refuse("not-authenticated"));
    const model = await services.scores.reload();
    if (!model.ok) return answer(c, refuse("invalid-input", { path: "need-model", reason: model.error }));
    const { modelVersion, trainedOn } = model.value;
    const value: NeedModelReply = { modelVersion, source: trainedOn.source, journeys: trainedOn.journeys };
    return answer(c, { ok: true, value });
  });
}
