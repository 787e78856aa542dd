/**
 * Looks at a data folder's hub: is the one that its lock file names alive, and is it that one?
 *
 * Owns the look. What follows from it is `next-hub-step.ts`.
 */
import { type HubLock, healthReplySchema } from "#shared/contract/http.ts";
import { protocolRefusal } from "#shared/contract/protocol.ts";
import { askHub, saidBy } from "./ask-hub.ts";
import { readHubLock } from "./hub-lock.ts";

export type HubSight =
  | { readonly kind: "answering"; readonly lock: HubLock }
  /** Its process lives and nothing says it is another's, but no answer came in time. */
  | { readonly kind: "silent"; readonly lock: HubLock }
  | { readonly kind: "other-version"; readonly lock: HubLock; readonly refusal: "hub-too-old" | "peer-too-old" }
  /** No lock, a dead process, or a port that somebody else answers on. */
  | { readonly kind: "gone" };

export async function observeHub(folder: string): Promise<HubSight> {
  const lock = readHubLock(folder);
  if (lock === null || !isProcessAlive(lock.pid)) return { kind: "gone" };
  const answer = await askHealth(lock);
  if (answer !== "same") return answer === "silent" ? { kind: "silent", lock } : { kind: "gone" };
  const refusal = refusalOf(lock.protocol);
  return refusal === null ? { kind: "answering", lock } : { kind: "other-version", lock, refusal };
}

/** From the desk's side: `protocolRefusal` names who is behind as seen by the one who asks. */
function refusalOf(protocol: number): "hub-too-old" | "peer-too-old" | null {
  const refusal = protocolRefusal(protocol);
  if (refusal === null) return null;
  return refusal === "peer-too-old" ? "hub-too-old" : "peer-too-old";
}

/** Signal 0 asks without harm. A process of somebody else's counts as alive. */
export function isProcessAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (fault) {
    return fault instanceof Error && "code" in fault && fault.code === "EPERM";
  }
}

async function askHealth(lock: HubLock): Promise<"same" | "silent" | "other"> {
  const answer = await askHub(new URL("/healthz", lock.url));
  if (answer.kind === "silent" || (answer.kind === "answer" && answer.status >= 500)) return "silent";
  const reply = healthReplySchema.safeParse(answer.kind === "answer" && answer.status === 200 ? saidBy(answer) : undefined);
  return reply.success && reply.data.pid === lock.pid && reply.data.startedAt === lock.startedAt ? "same" : "other";
}
