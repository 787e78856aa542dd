/** 编排: drafts of content files, and what running one says (docs/spec/STUDIO.md). */
import { z } from "zod";
import { breakpointKindSchema } from "./breakpoint.ts";
import { draftIdSchema, releaseIdSchema, specialistIdSchema, studioRunIdSchema } from "./ids.ts";
import { instantSchema, wordsSchema } from "./words.ts";

/** Longest text of one file, in characters. */
export const MAX_DRAFT_CHARS = 200_000;

/** A file of content, by its path in the content folder. */
export const contentFileSchema = z.string().regex(/^(policies|flows)\/[a-z0-9][a-z0-9-]{0,63}\.yaml$/);

export const studioFileSchema = z.strictObject({
  file: contentFileSchema,
  kind: z.enum(["policy", "flow"]),
  /** A flow's own title. */
  title: wordsSchema.nullable(),
  /** A run of it can be compared: another version changes which breakpoints are found. */
  canRun: z.boolean(),
});
export type StudioFile = z.infer<typeof studioFileSchema>;

const person = z.strictObject({ id: specialistIdSchema, name: z.string() });

export const draftSummarySchema = z.strictObject({
  id: draftIdSchema,
  file: contentFileSchema,
  author: person,
  createdAt: instantSchema,
  savedAt: instantSchema,
  savedBy: person,
  /** Counts every save; one on an older revision is refused. */
  revision: z.number().int().min(1),
  /** The release it was written from. */
  baseReleaseId: releaseIdSchema,
});
export type DraftSummary = z.infer<typeof draftSummarySchema>;

export const draftSchema = draftSummarySchema.extend({ text: z.string().max(MAX_DRAFT_CHARS) });
export type Draft = z.infer<typeof draftSchema>;

/**
 * A fault only the whole content shows. `path` as in `steps[1].fields[0].label.en`, empty for the file itself.
 * `isElsewhere`: it lies in another file, which this text would break.
 */
export const contentFaultSchema = z.strictObject({
  kind: z.enum(["duplicate-id", "unknown-id", "risk-missing", "dates", "placeholder", "sample", "wording", "limits"]),
  path: z.string(),
  message: z.string(),
  isElsewhere: z.boolean(),
});
export type StudioFault = z.infer<typeof contentFaultSchema>;

const count = z.number().int().min(0);

/** Of one behaviour on the samples. Precision = right / (right + wrong), recall = found / troubled; neither says anything without its n. */
export const sampleFiguresSchema = z.strictObject({ alerts: count, right: count, wrong: count, found: count, troubled: count });
export type SampleFigures = z.infer<typeof sampleFiguresSchema>;

const both = <T extends z.ZodType>(of: T) => z.strictObject({ before: of, after: of });

export const sampleReportSchema = z.strictObject({
  /** Synthetic customers measured on, and those whose waits limits were learned from. */
  customers: count,
  learnedFrom: count,
  /** Virtual time they were watched for, milliseconds. */
  watchedMs: count,
  byKind: z.array(both(sampleFiguresSchema).extend({ kind: breakpointKindSchema })),
  total: both(sampleFiguresSchema),
});
export type SampleReport = z.infer<typeof sampleReportSchema>;

export const historyReportSchema = z.strictObject({
  journeys: count,
  /** Of those, generated ones (演示). */
  demo: count,
  /** From the first to the last fact of them, milliseconds. */
  spanMs: count,
  /** The log holds more journeys than were looked at. */
  isCut: z.boolean(),
  byKind: z.array(both(count).extend({ kind: breakpointKindSchema })),
  total: both(count),
  /** Journeys with at least one alert. */
  hit: both(count),
  /** Journeys that had one and would not any more, and how many of those finished; and the other way round. */
  noLonger: z.strictObject({ journeys: count, finished: count }),
  newly: z.strictObject({ journeys: count, finished: count }),
});
export type HistoryReport = z.infer<typeof historyReportSchema>;

export const runReportSchema = z.strictObject({
  samples: sampleReportSchema.nullable(),
  history: historyReportSchema.nullable(),
  tookMs: count,
  /** A part was stopped by its time limit: its figures rest on fewer journeys than wanted. */
  isShort: z.boolean(),
});
export type RunReport = z.infer<typeof runReportSchema>;

export const studioRunSchema = z.discriminatedUnion("status", [
  z.strictObject({
    status: z.literal("running"),
    runId: studioRunIdSchema,
    part: z.enum(["samples", "history"]),
    done01: z.number().min(0).max(1),
  }),
  z.strictObject({ status: z.literal("done"), runId: studioRunIdSchema, report: runReportSchema }),
  z.strictObject({ status: z.literal("stopped"), runId: studioRunIdSchema }),
  z.strictObject({ status: z.literal("failed"), runId: studioRunIdSchema, correlationId: z.string() }),
]);
export type StudioRun = z.infer<typeof studioRunSchema>;
