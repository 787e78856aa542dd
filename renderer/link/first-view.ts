/** Reads what the desktop asked of the hub beside the page's start (`main/hub-host/first-view.ts`); trusted like any reply of that hub. */
import type { FirstView } from "#shared/contract/desk-hub.ts";
import type { Reply } from "#shared/contract/errors.ts";
import type { KeptFirstView } from "#shared/contract/ipc.ts";

/** @param now this machine's clock, epoch ms. @returns the view with the hub's time of now; null when there is none or the hub refused */
export function readFirstView(kept: KeptFirstView | null, now: number): FirstView | null {
  if (kept === null) return null;
  let reply: Reply<FirstView>;
  try {
    reply = JSON.parse(kept.text) as Reply<FirstView>;
  } catch {
    return null;
  }
  if (!reply.ok) return null;
  const { content, snapshot } = reply.value;
  return { snapshot, content: { ...content, hubNow: content.hubNow + Math.max(0, now - kept.receivedAt) } };
}
