/**
 * What the tracker keeps in the browser, and that a page without storage (private mode, full disk) still works, in memory.
 *
 * sessionStorage holds the journey of each flow (a tab's run); localStorage holds facts not yet accepted (they outlive the tab)
 * and the off switch. No field value is ever stored.
 */
import type { SentFact } from "#shared/model/fact.ts";
import type { Journey } from "./queue.ts";

export type StoredJourney = Journey & {
  readonly flowId: string;
  readonly nextSeq: number;
  /** The step last shown; `null` before the first. */
  readonly stepId: string | null;
  /** Customer the token named, `null` before sign-in: another customer in the same tab is another journey. */
  readonly owner: string | null;
};

const PREFIX = "baton.";
const memory: Record<string, string | undefined> = {};

function area(kind: "session" | "local"): Storage | null {
  try {
    return kind === "session" ? sessionStorage : localStorage;
  } catch {
    return null;
  }
}

export function read<T>(kind: "session" | "local", key: string): T | null {
  try {
    const text = area(kind)?.getItem(PREFIX + key) ?? memory[kind + key];
    return text ? (JSON.parse(text) as T) : null;
  } catch {
    return null;
  }
}

/** `null` removes. */
export function write(kind: "session" | "local", key: string, value: unknown): void {
  const text = value === null ? undefined : JSON.stringify(value);
  try {
    if (text === undefined) area(kind)?.removeItem(PREFIX + key);
    else area(kind)?.setItem(PREFIX + key, text);
    delete memory[kind + key];
  } catch {
    memory[kind + key] = text;
  }
}

export type StoredFacts = { readonly secret: string; readonly facts: readonly SentFact[] };

/** Facts of journeys other than `exceptId` that an earlier page or tab could not deliver. */
export function leftOver(exceptId: string): readonly { readonly journey: Journey; readonly facts: readonly SentFact[] }[] {
  const found: { journey: Journey; facts: readonly SentFact[] }[] = [];
  const local = area("local");
  for (let index = 0; local && index < local.length; index++) {
    const key = local.key(index) ?? "";
    const id = key.slice(`${PREFIX}queue.`.length);
    if (key.indexOf(`${PREFIX}queue.`) !== 0 || id === exceptId) continue;
    const stored = read<StoredFacts>("local", `queue.${id}`);
    if (stored?.facts.length) found.push({ journey: { id, secret: stored.secret }, facts: stored.facts });
  }
  return found;
}

/** 32 hexadecimal characters (128 bits) from the browser's cryptographic source. */
export function randomId(): string {
  let text = "";
  for (const byte of Array.from(crypto.getRandomValues(new Uint8Array(16)))) text += (byte + 256).toString(16).slice(1);
  return text;
}

/** The `sub` of a signed token, unverified: only to notice that somebody else signed in. */
export function tokenOwner(token: string | null): string | null {
  try {
    const body = (token ?? "").split(".")[1] ?? "";
    return JSON.parse(atob(body.replace(/-/g, "+").replace(/_/g, "/"))).sub ?? null;
  } catch {
    return null;
  }
}
