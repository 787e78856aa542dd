/**
 * The numbered desk log: everything a desk sees is a view on it.
 *
 * A desk keeps the `seq` it has; the hub sends the difference or a snapshot. There is no other recovery path.
 */
import { z } from "zod";
import { alertSchema } from "./alert.ts";
import { chatMessageSchema, interceptionSchema } from "./chat.ts";
import { helpSessionSchema } from "./help-session.ts";
import { specialistIdSchema } from "./ids.ts";
import type { journeyCardSchema } from "./journey.ts";
import { presenceSchema } from "./person.ts";
import { draftSummarySchema } from "./studio.ts";
import { instantSchema } from "./words.ts";

export const deskChangeSchema = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("alert"), alert: alertSchema }),
  z.strictObject({ kind: z.literal("help-session"), helpSession: helpSessionSchema }),
  z.strictObject({ kind: z.literal("chat"), message: chatMessageSchema }),
  z.strictObject({ kind: z.literal("interception"), interception: interceptionSchema }),
  /** A draft was kept, put aside or taken back. A snapshot holds none: who writes content reads the shelf. */
  z.strictObject({ kind: z.literal("draft"), draft: draftSummarySchema, isPutAside: z.boolean() }),
  z.strictObject({ kind: z.literal("presence"), specialistId: specialistIdSchema, presence: presenceSchema }),
]);
export type DeskChange = z.infer<typeof deskChangeSchema>;

export const deskEntrySchema = z.strictObject({ seq: z.number().int().min(1), at: instantSchema, change: deskChangeSchema });
export type DeskEntry = z.infer<typeof deskEntrySchema>;

/** Entries after `afterSeq` up to `upToSeq`, those this desk may see; a desk whose cursor is not `afterSeq` asks to resume. */
export const deskPushSchema = z.strictObject({
  afterSeq: z.number().int().min(0),
  upToSeq: z.number().int().min(0),
  entries: z.array(deskEntrySchema),
});
export type DeskPush = z.infer<typeof deskPushSchema>;

export const deskSnapshotSchema = z.strictObject({
  seq: z.number().int().min(0),
  at: instantSchema,
  alerts: z.array(alertSchema),
  helpSessions: z.array(helpSessionSchema),
  chat: z.array(chatMessageSchema),
  interceptions: z.array(interceptionSchema),
  presence: z.record(specialistIdSchema, presenceSchema),
});
export type DeskSnapshot = z.infer<typeof deskSnapshotSchema>;

/** Pushed beside the log, not numbered: a live card that is replaced whole and asked for again after a reconnect. */
export type LiveJourney = z.infer<typeof journeyCardSchema>;
