/** A text a bank edits, in both languages of the desk. Chinese is the source; English is complete as well. */
import { z } from "zod";

export const languageSchema = z.enum(["zh-CN", "en"]);
export type Language = z.infer<typeof languageSchema>;

export const wordsSchema = z.strictObject({ "zh-CN": z.string().min(1), en: z.string().min(1) });
export type Words = z.infer<typeof wordsSchema>;

/** Epoch milliseconds on the hub's clock. */
export const instantSchema = z.number().int().min(0).max(8_640_000_000_000_000);
