/** Plain HTTP of the hub: demo sign-in, health. Sockets and tracking have their own tables. */
import { z } from "zod";
import { specialistIdSchema } from "../model/ids.ts";
import { specialistSchema } from "../model/person.ts";

/** `GET /v1/desk/identities` with header `authorization: Bearer <launch token>`. */
export const identitiesReplySchema = z.strictObject({ identities: z.array(specialistSchema) });

/** `POST /v1/desk/sign-in`, same header. Demo identities only; OIDC comes with the fleet. */
export const signInBodySchema = z.strictObject({ specialistId: specialistIdSchema });
export const signInReplySchema = z.strictObject({ token: z.string(), specialist: specialistSchema, expiresAt: z.number() });

/** `POST /v1/maintenance/learn`, same header: limits learned from the hub's own history, in force for journeys that begin from now on. */
export const learnReplySchema = z.strictObject({
  version: z.string(),
  /** False when the figures came out as they were. */
  isNew: z.boolean(),
  learnedFrom: z.number().nullable(),
  learnedUntil: z.number().nullable(),
  journeys: z.number().int(),
  demoJourneys: z.number().int(),
  limits: z.array(
    z.strictObject({ kind: z.string(), channel: z.string(), stepId: z.string(), limitMs: z.number().int(), n: z.number().int() }),
  ),
});
export type LearnReply = z.infer<typeof learnReplySchema>;

/** `POST /v1/maintenance/need-model`, same header: the data folder's need model is read anew; refused with its `reason` when it does not fit. */
export const needModelReplySchema = z.strictObject({ modelVersion: z.string(), source: z.string(), journeys: z.number().int() });
export type NeedModelReply = z.infer<typeof needModelReplySchema>;

/** The lock file of a data folder, `hub.lock.json`, mode 0600. */
export const hubLockSchema = z.strictObject({
  url: z.url(),
  port: z.number().int(),
  pid: z.number().int(),
  launchToken: z.string(),
  startedAt: z.number(),
  protocol: z.number().int(),
});
export type HubLock = z.infer<typeof hubLockSchema>;

/**
 * `GET /healthz`, open to anyone and free of secrets: which launch of a hub answers. A desk trusts a lock file only while its `pid` and
 * `startedAt` are the ones answered here, so a port that another program took over is never taken for the hub.
 */
export const healthReplySchema = z.object({
  status: z.literal("ok"),
  pid: z.number().int(),
  startedAt: z.number(),
  protocol: z.number().int(),
});
export type HealthReply = z.infer<typeof healthReplySchema>;
