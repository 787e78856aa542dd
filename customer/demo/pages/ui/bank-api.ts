/** Calls the bank's server. A call never throws: no network and unreadable replies are `network`. */
import type { BatonApi } from "#customer/track/api.ts";
import { TOKEN_WANTED_EVENT } from "#customer/track/api.ts";
import type { FieldFault } from "../../rules/check-step.ts";
import type { Certificate } from "../../rules/figures.ts";
import type { FaceFailure } from "../../rules/flows.ts";
import type { Option } from "../../rules/page-definition.ts";

export type Refusal = { readonly code: string; readonly faults?: readonly FieldFault[]; readonly reason?: FaceFailure };
export type Answer<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: Refusal };

/** A customer's way through a flow, as the server keeps it. */
export type RunView = {
  readonly values: Readonly<Record<string, string>>;
  readonly current: string;
  readonly reached: number;
  readonly isFacePassed: boolean;
  readonly application: string | null;
  readonly accounts: readonly Option[];
  readonly certificates: readonly Certificate[];
  readonly signedIn: boolean;
  /** The bank's clock, epoch milliseconds. */
  readonly now: number;
};

async function answer<T>(request: Promise<Response>): Promise<Answer<T>> {
  try {
    return (await (await request).json()) as Answer<T>;
  } catch {
    return { ok: false, error: { code: "network" } };
  }
}

export function ask<T>(path: string): Promise<Answer<T>> {
  return answer<T>(fetch(`/api${path}`));
}

export function send<T>(path: string, body: object = {}): Promise<Answer<T>> {
  return answer<T>(fetch(`/api${path}`, { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) }));
}

export function sendFile(path: string, file: File): Promise<Answer<{ readonly id: string }>> {
  return answer(fetch(`/api${path}`, { method: "POST", headers: { "content-type": "application/octet-stream" }, body: file }));
}

/** The tracker, when it is there: a page works without it. */
export function baton(): BatonApi | undefined {
  return (window as { baton?: BatonApi }).baton;
}

/** Renews the customer's token when the hub found it expired. */
export function keepTokenFresh(): void {
  document.addEventListener(TOKEN_WANTED_EVENT, () => {
    void send<{ token: string | null }>("/token").then((reply) => {
      if (reply.ok) baton()?.token(reply.value.token);
    });
  });
}
