/**
 * Signs who was signed in with a demo identity in again as soon as the hub answers, while the page still loads.
 *
 * Owns one attempt for each hub and person. Where the token then lies is `settings/token-keeper.ts`; choosing an identity is the page's.
 */
import { signInReplySchema } from "#shared/contract/http.ts";
import type { HubState } from "#shared/contract/ipc.ts";
import type { SpecialistId } from "#shared/model/ids.ts";
import type { DeskLog } from "../platform/desk-log.ts";
import { askHub, saidBy } from "./ask-hub.ts";

export type SignInAgainParts = {
  readonly hub: { readonly state: HubState; onState(hear: (state: HubState) => void): void };
  readonly tokens: { keep(token: string): void; kept(): { readonly token: string | null } };
  /** Who returns, by the settings as they are now; null after signing out. */
  readonly returnsAs: () => SpecialistId | null;
  readonly log: DeskLog;
};

/** @returns waits for an attempt that is under way; afterwards the token is with the keeper, or there is none */
export function signInAgain({ hub, tokens, returnsAs, log }: SignInAgainParts): () => Promise<void> {
  let triedWith = "";
  let attempt: Promise<void> = Promise.resolve();

  async function signIn(url: string, launchToken: string, specialistId: SpecialistId): Promise<void> {
    const answer = await askHub(new URL("/v1/desk/sign-in", url), { bearer: launchToken, body: { specialistId } });
    const body = saidBy(answer);
    const value = typeof body === "object" && body !== null && "ok" in body && body.ok === true && "value" in body ? body.value : null;
    const reply = signInReplySchema.safeParse(value);
    if (!reply.success) return log.warn("hub-host", "who was signed in was not signed in again", { answer: answer.kind });
    // Signed out meanwhile: then not again.
    if (returnsAs() === specialistId) tokens.keep(reply.data.token);
  }

  function look(state: HubState): void {
    const specialistId = returnsAs();
    if (state.status !== "ready" || state.launchToken === null || specialistId === null || tokens.kept().token !== null) return;
    const place = `${state.url} ${state.launchToken} ${specialistId}`;
    if (place === triedWith) return;
    triedWith = place;
    attempt = signIn(state.url, state.launchToken, specialistId);
  }

  hub.onState(look);
  look(hub.state);
  return () => attempt;
}
