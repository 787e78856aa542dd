/**
 * The one binder of every boundary: known name → valid input → permitted caller → handler, in this order.
 *
 * Each refusal is a distinct coded reply, never silence. A gate or handler that throws is a bug: the caller gets `internal` with a correlation id,
 * and `onBug` gets the fault. Transport (sockets, IPC, HTTP) belongs to the callers.
 */

import type { Reply } from "./errors.ts";
import { refuse } from "./errors.ts";
import type { QuickCheck } from "./quick-check.ts";
import type { CallTable, Handlers, ParsedInputOf } from "./table.ts";

const LONGEST_PATH = 120;

export type Binder<Caller> = (name: unknown, input: unknown, caller: Caller) => Promise<Reply<unknown>>;

export type BinderOptions<T extends CallTable, Caller> = {
  readonly table: T;
  readonly handlers: Handlers<T, Caller>;
  /** Whether `caller` holds the permit a call names. */
  readonly permits: (permit: T[keyof T]["permit"], caller: Caller) => boolean;
  /** Told of every fault a handler threw, with the id the caller was given. */
  readonly onBug: (fault: unknown, context: { call: string; correlationId: string }) => void;
  readonly makeCorrelationId: () => string;
  /** For calls that come very often: asked first, and the schema only where they cannot tell. */
  readonly quick?: { readonly [K in keyof T]?: QuickCheck<ParsedInputOf<T, K>> };
};

export function bindCalls<T extends CallTable, Caller>(options: BinderOptions<T, Caller>): Binder<Caller> {
  const { table, handlers, permits, onBug, makeCorrelationId, quick } = options;
  return async (name, input, caller) => {
    if (typeof name !== "string" || !Object.hasOwn(table, name)) return refuse("unknown-call");
    const spec = table[name];
    const handler = handlers[name];
    if (spec === undefined || handler === undefined) return refuse("unknown-call");
    try {
      let fitting: unknown = quick?.[name]?.(input);
      if (fitting === undefined) {
        const parsed = spec.input.safeParse(input);
        if (!parsed.success) {
          const first = parsed.error.issues[0];
          // A path can hold the caller's own keys: told where, but never echoed at length.
          const path = first?.path.map(String).join(".").slice(0, LONGEST_PATH) ?? "";
          return refuse("invalid-input", { call: name, path, fault: first?.code ?? "invalid" });
        }
        fitting = parsed.data;
      }
      if (!permits(spec.permit, caller)) return refuse("not-permitted", { call: name });
      return await (handler as (input: unknown, caller: Caller) => Promise<Reply<unknown>>)(fitting, caller);
    } catch (fault) {
      const correlationId = makeCorrelationId();
      onBug(fault, { call: name, correlationId });
      return refuse("internal", { correlationId });
    }
  };
}

/** Builds the calling side over one transport function; names come from the table, so none can be invented. */
export function clientOf<T extends CallTable>(
  table: T,
  send: (name: string, input: unknown) => Promise<Reply<unknown>>,
): import("./table.ts").Client<T> {
  const client: Record<string, (input: unknown) => Promise<Reply<unknown>>> = {};
  for (const name of Object.keys(table)) client[name] = (input) => send(name, input);
  return client as import("./table.ts").Client<T>;
}
