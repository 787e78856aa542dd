/**
 * Asks for the first view of whoever is signed in as soon as the hub answers, while the page's script is still being read.
 *
 * Owns one question a run, and its answer until the page takes it. What is in it nobody here looks at: that is the page's, which trusts the hub it
 * then connects to.
 */
import type { HubState, KeptFirstView } from "#shared/contract/ipc.ts";
import { PROTOCOL } from "#shared/contract/protocol.ts";
import { SECOND_MS } from "#shared/lib/duration.ts";
import { askHub } from "./ask-hub.ts";

export type FirstViewParts = {
  readonly hub: { readonly state: HubState; onState(hear: (state: HubState) => void): void };
  readonly tokens: { kept(): { readonly token: string | null } };
  /** Resolves when nobody is being signed in again. */
  readonly signedInAgain: () => Promise<void>;
  /** This machine's clock, epoch ms. */
  readonly now: () => number;
};

/** The page can ask for it itself: it is not made to wait long for what should spare it a wait. */
const ANSWER_WITHIN_MS = 200;
/** An inbox of thousands: then by the socket, in its own time. */
const MOST_CHARACTERS = 8 * 1024 * 1024;
/** A page that comes this late asks anew: what was true then is of no use, and should not lie about. */
const KEPT_MS = 10 * SECOND_MS;

/** @returns gives the view away, once; null when there is none, or when it was asked of another hub or with another token */
export function askFirstView({ hub, tokens, signedInAgain, now }: FirstViewParts): () => Promise<KeptFirstView | null> {
  let isAsked = false;
  let asking: Promise<void> = Promise.resolve();
  let kept: { readonly view: KeptFirstView; readonly url: string; readonly token: string } | null = null;

  async function ask(url: string): Promise<void> {
    await signedInAgain();
    const { token } = tokens.kept();
    if (token === null) return;
    const answer = await askHub(new URL(`/v1/desk/first-view?protocol=${PROTOCOL}`, url), {
      bearer: token,
      withinMs: ANSWER_WITHIN_MS,
      mostCharacters: MOST_CHARACTERS,
    });
    if (answer.kind !== "answer" || answer.status !== 200) return;
    kept = { view: { text: answer.text, receivedAt: now() }, url, token };
    setTimeout(() => {
      kept = null;
    }, KEPT_MS).unref();
  }

  function look(state: HubState): void {
    if (state.status !== "ready" || isAsked) return;
    isAsked = true;
    asking = ask(state.url);
  }

  hub.onState(look);
  look(hub.state);
  return async () => {
    await asking;
    const given = kept;
    kept = null;
    const { state } = hub;
    if (given === null || state.status !== "ready" || state.url !== given.url || tokens.kept().token !== given.token) return null;
    return given.view;
  };
}
