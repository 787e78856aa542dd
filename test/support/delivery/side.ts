/**
 * A side of the delivery measurement as a process of its own (hub, load, desks), asked by messages and answering each.
 *
 * Owns the talking only. Instants are epoch milliseconds of the machine's clock, which all sides share.
 */
import { type ChildProcess, fork } from "node:child_process";
import path from "node:path";

export type Side = {
  ask<Answer>(name: string, input?: unknown): Promise<Answer>;
  end(): Promise<void>;
};

type Asked = { readonly id: number; readonly name: string; readonly input: unknown };
type Answered = { readonly id: number; readonly value?: unknown; readonly fault?: string };

/** @param file of this folder; it calls `serveSide`. */
export function startSide(file: string, execArgv: readonly string[] = []): Side {
  const child: ChildProcess = fork(path.resolve(import.meta.dirname, file), [], { execArgv: [...execArgv], serialization: "advanced" });
  const open = new Map<number, { done: (value: unknown) => void; failed: (fault: Error) => void }>();
  const exited = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  let next = 0;
  child.on("message", (answered: Answered) => {
    const asked = open.get(answered.id);
    open.delete(answered.id);
    if (answered.fault === undefined) asked?.done(answered.value);
    else asked?.failed(new Error(`${file}: ${answered.fault}`));
  });
  void exited.then(() => {
    for (const { failed } of open.values()) failed(new Error(`${file} has ended`));
  });
  return {
    ask<Answer>(name: string, input?: unknown) {
      const id = next++;
      return new Promise<Answer>((resolve, reject) => {
        open.set(id, { done: resolve as (value: unknown) => void, failed: reject });
        child.send({ id, name, input } satisfies Asked);
      });
    },
    async end() {
      if (child.exitCode === null) child.send({ id: -1, name: "end", input: null } satisfies Asked);
      await exited;
    },
  };
}

/** Answers what is asked by these names until `end`, which is asked last. */
export function serveSide(handlers: Readonly<Record<string, (input: never) => unknown>> & { readonly end: () => unknown }): void {
  process.on("message", ({ id, name, input }: Asked) => {
    void (async () => {
      try {
        const value = await handlers[name]?.(input as never);
        if (name === "end") process.disconnect();
        else process.send?.({ id, value } satisfies Answered);
      } catch (fault) {
        process.send?.({ id, fault: String(fault) } satisfies Answered);
      }
    })();
  });
}
