/** A real HTTP receiver of webhooks for tests: says what it is told to say, and remembers what it heard. */
import type { IncomingHttpHeaders, ServerResponse } from "node:http";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { WebhookEvent } from "#shared/contract/bank-hub.ts";
import { webhookEventSchema } from "#shared/contract/bank-hub.ts";

export type Heard = { readonly event: WebhookEvent; readonly body: string; readonly headers: IncomingHttpHeaders };

export type WebhookReceiver = {
  readonly url: string;
  readonly heard: Heard[];
  /** A status, or `silent`: it takes the request and never answers. */
  answer: number | "silent";
  close(): Promise<void>;
};

/** @param port 0 = any; a former one lets it come back where it was. */
export async function openReceiver(answer: number | "silent" = 204, port = 0): Promise<WebhookReceiver> {
  const heard: Heard[] = [];
  const held = new Set<ServerResponse>();
  const receiver = { url: "", heard, answer, close };
  const server = createServer((request, response) => {
    let body = "";
    request.on("data", (chunk: Buffer) => {
      body += chunk.toString();
    });
    request.on("end", () => {
      heard.push({ event: webhookEventSchema.parse(JSON.parse(body)), body, headers: request.headers });
      if (receiver.answer === "silent") held.add(response);
      else response.writeHead(receiver.answer).end();
    });
  });
  async function close(): Promise<void> {
    server.closeAllConnections();
    await new Promise<void>((resolve) => server.close(() => resolve()));
  }
  await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
  receiver.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/baton`;
  return receiver;
}
