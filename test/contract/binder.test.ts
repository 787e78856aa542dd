/** The four gates on every boundary, call by call. Rules: docs/spec/BINDER.md. */
import { describe, expect, it, vi } from "vitest";
import { bankHubCalls } from "#shared/contract/bank-hub.ts";
import { bindCalls, clientOf } from "#shared/contract/binder.ts";
import { customerHubCalls } from "#shared/contract/customer-hub.ts";
import { deskHubCalls } from "#shared/contract/desk-hub.ts";
import { replyErrorSchema } from "#shared/contract/error-schemas.ts";
import { guestHubCalls } from "#shared/contract/guest-hub.ts";
import { ipcCalls } from "#shared/contract/ipc.ts";
import type { CallTable, Handlers } from "#shared/contract/table.ts";
import { bankSamples, customerSamples, deskSamples, guestSamples, ipcSamples } from "./binder-samples.ts";

type Caller = { readonly holds: string };
type Boundary = { readonly name: string; readonly table: CallTable; readonly samples: Readonly<Record<string, unknown>> };

const boundaries: readonly Boundary[] = [
  { name: "desk-hub", table: deskHubCalls, samples: deskSamples },
  { name: "guest-hub", table: guestHubCalls, samples: guestSamples },
  { name: "customer-hub", table: customerHubCalls, samples: customerSamples },
  { name: "bank-hub", table: bankHubCalls, samples: bankSamples },
  { name: "ipc", table: ipcCalls, samples: ipcSamples },
];

const HOSTILE_NAMES: readonly unknown[] = [
  "toString",
  "__proto__",
  "constructor",
  "hasOwnProperty",
  "valueOf",
  "then",
  "",
  " ",
  0,
  1,
  null,
  undefined,
  true,
  ["resume"],
  [],
  {},
  { toString: () => "resume" },
  Symbol.iterator,
];

function bound({ table }: Boundary, handle: () => unknown = () => ({ ok: true, value: {} })) {
  const handler = vi.fn(handle);
  const onBug = vi.fn();
  const handlers = Object.fromEntries(Object.keys(table).map((name) => [name, handler])) as unknown as Handlers<CallTable, Caller>;
  const binder = bindCalls<CallTable, Caller>({
    table,
    handlers,
    permits: (permit, caller) => permit === caller.holds,
    onBug,
    makeCorrelationId: () => "bug-1",
  });
  return { binder, handler, onBug };
}

describe.each(boundaries)("$name", (boundary) => {
  const { table, samples } = boundary;
  const names = Object.keys(table);
  const holderOf = (name: string): Caller => ({ holds: table[name]?.permit ?? "none" });
  const stranger: Caller = { holds: "nothing" };

  it("[BINDER-8] has a sample for each call and none besides", () => {
    expect(Object.keys(samples).sort()).toEqual([...names].sort());
  });

  it.each(HOSTILE_NAMES.map((name) => [String(JSON.stringify(name) ?? String(name)), name]))(
    "[BINDER-1] %s is no call",
    async (_shown, name) => {
      const { binder, handler } = bound(boundary);
      expect(await binder(name, {}, stranger)).toEqual({ ok: false, error: { code: "unknown-call" } });
      expect(handler).not.toHaveBeenCalled();
    },
  );

  it.each(names)("[BINDER-2] %s refuses anything but its input", async (name) => {
    const { binder, handler } = bound(boundary);
    for (const input of [undefined, null, 7, "x", [], { surprise: 1 }, Object.assign({ ...(samples[name] as object) }, { surprise: 1 })]) {
      const reply = await binder(name, input, holderOf(name));
      expect(reply).toMatchObject({ ok: false, error: { code: "invalid-input", detail: { call: name } } });
    }
    expect(handler).not.toHaveBeenCalled();
  });

  it.each(names)("[BINDER-3] %s refuses who does not hold its permit", async (name) => {
    const { binder, handler } = bound(boundary);
    expect(await binder(name, samples[name], stranger)).toEqual({ ok: false, error: { code: "not-permitted", detail: { call: name } } });
    expect(handler).not.toHaveBeenCalled();
  });

  it.each(names)("[BINDER-4] %s judges the input before the caller, and the name before both", async (name) => {
    const { binder } = bound(boundary);
    expect(await binder(name, { surprise: 1 }, stranger)).toMatchObject({ error: { code: "invalid-input" } });
    expect(await binder(`${name}!`, { surprise: 1 }, stranger)).toMatchObject({ error: { code: "unknown-call" } });
  });

  it.each(names)("[BINDER-5] %s reaches its handler with the parsed input and the caller", async (name) => {
    const { binder, handler } = bound(boundary, () => ({ ok: true, value: { done: true } }));
    const caller = holderOf(name);
    expect(await binder(name, samples[name], caller)).toEqual({ ok: true, value: { done: true } });
    expect(handler).toHaveBeenCalledExactlyOnceWith(table[name]?.input.parse(samples[name]), caller);
  });

  it.each(names)("[BINDER-6] %s answers a thrown handler with a correlation id and nothing of the fault", async (name) => {
    const fault = new Error("row of 林** is locked");
    const { binder, onBug } = bound(boundary, () => {
      throw fault;
    });
    const reply = await binder(name, samples[name], holderOf(name));
    expect(reply).toEqual({ ok: false, error: { code: "internal", detail: { correlationId: "bug-1" } } });
    expect(onBug).toHaveBeenCalledExactlyOnceWith(fault, { call: name, correlationId: "bug-1" });
    expect(JSON.stringify(reply)).not.toContain("林");
  });

  it("[BINDER-7] gives its callers a client with exactly its names", async () => {
    const send = vi.fn(async () => ({ ok: true as const, value: {} }));
    const client = clientOf(table, send);
    expect(Object.keys(client)).toEqual(names);
    for (const name of names) await client[name]?.(samples[name]);
    expect(send.mock.calls).toEqual(names.map((name) => [name, samples[name]]));
  });
});

describe("a refusal", () => {
  const desk = boundaries[0] as Boundary;

  it("[BINDER-6] comes for a rejected promise and a failing permit check as well", async () => {
    const rejecting = bound(desk, () => Promise.reject(new Error("late")));
    expect(await rejecting.binder("colleagues", {}, { holds: "desk" })).toMatchObject({ error: { code: "internal" } });
    const handlers = Object.fromEntries(Object.keys(desk.table).map((name) => [name, () => ({ ok: true, value: {} })]));
    const binder = bindCalls<CallTable, Caller>({
      table: desk.table,
      handlers: handlers as unknown as Handlers<CallTable, Caller>,
      permits: () => {
        throw new Error("no store");
      },
      onBug: () => {},
      makeCorrelationId: () => "bug-2",
    });
    expect(await binder("colleagues", {}, { holds: "desk" })).toMatchObject({ error: { detail: { correlationId: "bug-2" } } });
  });

  it("[BINDER-2] is plain data of the error schema and echoes no more than a place", async () => {
    const { binder } = bound(boundaries[3] as Boundary);
    const key = "x".repeat(10_000);
    const reply = await binder("acceptFacts", { facts: [], customers: { [key]: 1 } }, { holds: "bank" });
    expect(reply.ok).toBe(false);
    if (reply.ok) return;
    expect(replyErrorSchema.parse(reply.error)).toEqual(reply.error);
    expect(JSON.stringify(reply).length).toBeLessThan(400);
  });

  it("[BINDER-1] a handler that a table does not name is out of reach", async () => {
    const secret = vi.fn();
    const handlers = { ...Object.fromEntries(Object.keys(desk.table).map((name) => [name, secret])), hidden: secret };
    const binder = bindCalls<CallTable, Caller>({
      table: desk.table,
      handlers: handlers as unknown as Handlers<CallTable, Caller>,
      permits: () => true,
      onBug: () => {},
      makeCorrelationId: () => "bug-3",
    });
    expect(await binder("hidden", {}, { holds: "desk" })).toEqual({ ok: false, error: { code: "unknown-call" } });
    expect(secret).not.toHaveBeenCalled();
  });
});
