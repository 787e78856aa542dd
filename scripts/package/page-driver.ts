/**
 * A page of a running Electron, driven over its debugging port: evaluate, wait, photograph.
 *
 * Playwright attaches to an Electron only through a loader that a packaged app refuses, so this speaks the protocol itself.
 * Owns the few commands the smoke story needs and nothing of the story.
 */
import type { Readable } from "node:stream";
import { setTimeout as delay } from "node:timers/promises";

const POLL_MS = 100;

export type PageDriver = {
  /** Value of an expression in the page; it must survive JSON. */
  evaluate(expression: string): Promise<unknown>;
  /** Waits until an expression is truthy. Rejects with `what` after `limitMs`. */
  waitFor(what: string, expression: string, limitMs: number): Promise<void>;
  screenshot(): Promise<Buffer>;
  close(): void;
};

/** The port that Chromium says it listens on (`--remote-debugging-port=0`). */
export function readDebuggingPort(stderr: Readable, limitMs: number): Promise<number> {
  return new Promise((resolve, reject) => {
    let text = "";
    const timer = setTimeout(() => reject(new Error(`the app opened no debugging port within ${limitMs} ms:\n${text}`)), limitMs);
    stderr.on("data", (chunk: Buffer) => {
      text += chunk.toString("utf8");
      const port = /DevTools listening on ws:\/\/127\.0\.0\.1:(\d+)\//.exec(text)?.[1];
      if (port === undefined) return;
      clearTimeout(timer);
      resolve(Number(port));
    });
  });
}

/** Attaches to the first page whose address starts so. */
export async function attachToPage(port: number, addressStart: string, limitMs: number): Promise<PageDriver> {
  const deadline = performance.now() + limitMs;
  while (performance.now() < deadline) {
    const address = await findPage(port, addressStart);
    if (address !== null) return driverOf(await openSocket(address));
    await delay(POLL_MS);
  }
  throw new Error(`no page at ${addressStart} within ${limitMs} ms`);
}

async function findPage(port: number, addressStart: string): Promise<string | null> {
  const response = await fetch(`http://127.0.0.1:${port}/json/list`);
  const list = (await response.json()) as readonly { readonly type: string; readonly url: string; readonly webSocketDebuggerUrl: string }[];
  return list.find(({ type, url }) => type === "page" && url.startsWith(addressStart))?.webSocketDebuggerUrl ?? null;
}

function openSocket(address: string): Promise<WebSocket> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(address);
    socket.addEventListener("open", () => resolve(socket), { once: true });
    socket.addEventListener("error", () => reject(new Error(`${address} does not answer`)), { once: true });
  });
}

type Answer = { readonly id?: number; readonly result?: unknown; readonly error?: { readonly message: string } };
type Evaluation = { readonly result: { readonly value?: unknown }; readonly exceptionDetails?: { readonly text: string } };

function driverOf(socket: WebSocket): PageDriver {
  const waiting = new Map<number, { readonly resolve: (value: unknown) => void; readonly reject: (reason: Error) => void }>();
  let lastId = 0;
  socket.addEventListener("message", ({ data }) => {
    const answer: Answer = JSON.parse(String(data));
    const pending = answer.id === undefined ? undefined : waiting.get(answer.id);
    if (answer.id === undefined || pending === undefined) return;
    waiting.delete(answer.id);
    if (answer.error) pending.reject(new Error(answer.error.message));
    else pending.resolve(answer.result);
  });
  socket.addEventListener("close", () => {
    for (const { reject } of waiting.values()) reject(new Error("the page is gone"));
    waiting.clear();
  });
  const send = (method: string, params: Readonly<Record<string, unknown>>) =>
    new Promise<unknown>((resolve, reject) => {
      lastId += 1;
      waiting.set(lastId, { resolve, reject });
      socket.send(JSON.stringify({ id: lastId, method, params }));
    });
  const evaluate = async (expression: string) => {
    const { result, exceptionDetails } = (await send("Runtime.evaluate", {
      expression,
      returnByValue: true,
      awaitPromise: true,
    })) as Evaluation;
    if (exceptionDetails) throw new Error(`${expression}: ${exceptionDetails.text}`);
    return result.value;
  };
  return {
    evaluate,
    async waitFor(what, expression, limitMs) {
      const deadline = performance.now() + limitMs;
      while (!(await evaluate(`Boolean(${expression})`))) {
        if (performance.now() > deadline)
          throw new Error(`${what}: not within ${limitMs} ms; the page says: ${await evaluate("document.body.innerText")}`);
        await delay(POLL_MS);
      }
    },
    async screenshot() {
      const { data } = (await send("Page.captureScreenshot", { format: "png" })) as { readonly data: string };
      return Buffer.from(data, "base64");
    },
    close: () => socket.close(),
  };
}
