/**
 * Asks a hub over plain HTTP, from the main process: its health, and signing in again.
 *
 * Owns the request. By Node's own client: `fetch` loads a library of its own, 25 ms on the thread that Electron needs to become ready.
 */
import { SECOND_MS } from "#shared/lib/duration.ts";

export type HubAnswer =
  | { readonly kind: "answer"; readonly status: number /** Parsed; undefined when it was no JSON. */; readonly body: unknown }
  /** Connected or still trying, and no word in time: it may be a machine that just woke up. */
  | { readonly kind: "silent" }
  /** Nobody listens there, or it hung up. */
  | { readonly kind: "nobody" };

const ANSWER_WITHIN_MS = 2 * SECOND_MS;
/** A health answer has some hundred, a sign-in some thousand. */
const MOST_CHARACTERS = 65_536;

/** @param said with it the request is a POST of JSON in the name of the hub's launch token. Never rejects; follows no redirect. */
export async function askHub(
  url: URL,
  said?: { readonly launchToken: string; readonly body: unknown },
  withinMs: number = ANSWER_WITHIN_MS,
): Promise<HubAnswer> {
  // Loaded when it is needed: TLS alone takes milliseconds, and a hub of this machine has none.
  const { request } = url.protocol === "https:" ? await import("node:https") : await import("node:http");
  return new Promise((resolve) => {
    const headers = said === undefined ? {} : { authorization: `Bearer ${said.launchToken}`, "content-type": "application/json" };
    const asking = request(url, { agent: false, method: said === undefined ? "GET" : "POST", headers }, (response) => {
      let text = "";
      response.setEncoding("utf8");
      response.on("data", (part: string) => {
        text += part;
        if (text.length > MOST_CHARACTERS) asking.destroy();
      });
      response.on("end", () => resolve({ kind: "answer", status: response.statusCode ?? 0, body: parsed(text) }));
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
    asking.end(said === undefined ? undefined : JSON.stringify(said.body));
  });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
