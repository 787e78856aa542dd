/**
 * What a boundary's table is made of: calls `{ input, output, permit }` and events with a payload schema.
 *
 * Socket types, the exhaustive handler record, run-time checks and the preload bridge are derived from a table and from nothing else.
 */
import type { z } from "zod";
import type { Reply } from "./errors.ts";

export type CallSpec<Permit extends string = string> = { readonly input: z.ZodType; readonly output: z.ZodType; readonly permit: Permit };
export type CallTable<Permit extends string = string> = Readonly<Record<string, CallSpec<Permit>>>;
export type EventTable = Readonly<Record<string, z.ZodType>>;

export type InputOf<T extends CallTable, K extends keyof T> = z.input<T[K]["input"]>;
export type ParsedInputOf<T extends CallTable, K extends keyof T> = z.output<T[K]["input"]>;
export type OutputOf<T extends CallTable, K extends keyof T> = z.output<T[K]["output"]>;

/** One handler per call, none missing, none extra. */
export type Handlers<T extends CallTable, Caller> = {
  readonly [K in keyof T]: (input: ParsedInputOf<T, K>, caller: Caller) => Reply<OutputOf<T, K>> | Promise<Reply<OutputOf<T, K>>>;
};

/** The calling side of a table. */
export type Client<T extends CallTable> = {
  readonly [K in keyof T]: (input: InputOf<T, K>) => Promise<Reply<OutputOf<T, K>>>;
};

export type EventOf<T extends EventTable, K extends keyof T> = z.output<T[K]>;

/** Writes a call down with its literal permit kept. */
export function call<I extends z.ZodType, O extends z.ZodType, P extends string>(
  input: I,
  output: O,
  permit: P,
): { input: I; output: O; permit: P } {
  return { input, output, permit };
}
