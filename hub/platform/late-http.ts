/**
 * What a hub's HTTP server does with a request: plain questions are answered at once, the first of any other kind brings the fetch app's adapter.
 *
 * That adapter loads the web's `Request` and `Response` (undici), some 20 ms that a start need not pay. Owns only this; what is answered is
 * `gateway/http-app.ts`.
 */
import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";
import type { Hono } from "hono";

/** @param plain what is asked by GET of exactly this path, as JSON; the app need not know it. */
export function lateHttp(app: Hono, plain: ReadonlyMap<string, () => unknown>): RequestListener {
  let adapter: RequestListener | null = null;
  let coming: Promise<RequestListener> | null = null;

  async function bring(): Promise<RequestListener> {
    const { getRequestListener } = await import("@hono/node-server");
    const listener = getRequestListener(app.fetch);
    adapter = (request, response) => void listener(request, response);
    return adapter;
  }

  async function answerLater(request: IncomingMessage, response: ServerResponse): Promise<void> {
    coming ??= bring();
    try {
      (await coming)(request, response);
    } catch (fault) {
      // A program without its own adapter is broken: the connection ends with what it is, as any other fault of the server would.
      response.destroy(fault instanceof Error ? fault : new Error(String(fault)));
    }
  }

  return (request, response) => {
    const answer = request.method === "GET" ? plain.get(request.url ?? "") : undefined;
    if (answer !== undefined) answerPlainly(response, answer());
    else if (adapter !== null) adapter(request, response);
    else void answerLater(request, response);
  };
}

function answerPlainly(response: ServerResponse, value: unknown): void {
  const body = JSON.stringify(value);
  response.writeHead(200, { "content-type": "application/json", "content-length": Buffer.byteLength(body) }).end(body);
}
