/**
 * Asks a hub over plain HTTP, from the main process: its health, signing in again, the first view.
 *
 * Owns the request. By Node's own client: `fetch` loads a library of its own, 25 ms on the thread that Electron needs to become ready.
 */
import { SECOND_MS } from "#shared/lib/duration.ts";

export type HubAnswer =
  | { readonly kind: "answer"; readonly status: number; readonly text: string }
  /** Connected or still trying, and no word in time: it may be a machine that just woke up. */
  | { readonly kind: "silent" }
  /** Nobody listens there, or it hung up, or it said more than it may. */
  | { readonly kind: "nobody" };

export type HubQuestion = {
  /** A launch token or a desk's. */
  readonly bearer?: string;
  /** With it the request is a POST of JSON. */
  readonly body?: unknown;
  readonly withinMs?: number;
  readonly mostCharacters?: number;
};

const ANSWER_WITHIN_MS = 2 * SECOND_MS;
/** A health answer has some hundred, a sign-in some thousand. */
const MOST_CHARACTERS = 65_536;

/** Never rejects; follows no redirect. */
export async function askHub(
  url: URL,
  { bearer, body, withinMs = ANSWER_WITHIN_MS, mostCharacters = MOST_CHARACTERS }: HubQuestion = {},
): Promise<HubAnswer> {
  // Loaded when it is needed: TLS alone takes milliseconds, and a hub of this machine has none.
  const { request } = url.protocol === "https:" ? await import("node:https") : await import("node:http");
  return new Promise((resolve) => {
    const headers = {
      ...(bearer === undefined ? {} : { authorization: `Bearer ${bearer}` }),
      ...(body === undefined ? {} : { "content-type": "application/json" }),
    };
    const asking = request(url, { agent: false, method: body === undefined ? "GET" : "POST", headers }, (response) => {
      let text = "";
      response.setEncoding("utf8");
      response.on("data", (part: string) => {
        text += part;
        if (text.length > mostCharacters) asking.destroy();
      });
      response.on("end", () => resolve({ kind: "answer", status: response.statusCode ?? 0, text }));
    });
    const limit = setTimeout(() => {
      resolve({ kind: "silent" });
      asking.destroy();
    }, withinMs);
    asking.on("error", () => resolve({ kind: "nobody" }));
    asking.on("close", () => {
      clearTimeout(limit);
      resolve({ kind: "nobody" });
    });
    asking.end(body === undefined ? undefined : JSON.stringify(body));
  });
}

/** What it said as JSON; undefined when it said none. */
export function saidBy(answer: HubAnswer): unknown {
  if (answer.kind !== "answer") return undefined;
  try {
    return JSON.parse(answer.text);
  } catch {
    return undefined;
  }
}
