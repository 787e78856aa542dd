/**
 * Imported first by every script of a page of ours, before any schema is made.
 *
 * zod would try whether it may make code out of text. Our desk and every careful bank forbid that: the try would be a violation in the bank's
 * reports, and it costs the start 40 ms, for V8 reads the whole script again to say where it happened. Said where zod looks for it, and not to
 * zod: the desk reads zod behind its start.
 */
const place = globalThis as { __zod_globalConfig?: { jitless?: boolean } };
place.__zod_globalConfig = { ...place.__zod_globalConfig, jitless: true };
