/** Codes and errors of `errors.ts` as schemas, for who reads a reply of another program as a whole. */
import { z } from "zod";
import { ERROR_CODES, type ReplyError } from "./errors.ts";

export const errorCodeSchema = z.enum(ERROR_CODES);

export const replyErrorSchema = z.strictObject({
  code: errorCodeSchema,
  detail: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).optional(),
}) satisfies z.ZodType<ReplyError>;
