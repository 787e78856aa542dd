/**
 * Listens for invitations and hands over to the session SDK, which is fetched only when there is something to hand over.
 *
 * What an invitation says, and asking the customer, belong to `customer/session`.
 */
import type { Handover, HandoverEvent, SessionHook, SessionReceiver } from "./handover.ts";

const EVENTS = ["invitation", "invitation-withdrawn", "assistant-message", "session"] as const;
const REOPEN_MS = 10_000;

type WindowWithHook = { __batonSession?: SessionHook };

export type Invitations = {
  readonly listen: () => void;
  readonly resume: () => void;
  /** The customer asked for a person: the session SDK says that somebody is being called. */
  readonly asked: () => void;
  readonly close: () => void;
};

export function openInvitations(handoverFor: (event: HandoverEvent) => Handover): Invitations {
  let source: EventSource | undefined;
  let reopening: ReturnType<typeof setTimeout> | undefined;
  let receiver: SessionReceiver | undefined;
  let isLoading = false;
  let isClosed = false;
  const waiting: HandoverEvent[] = [];

  function hand(event: HandoverEvent): void {
    if (isClosed) return;
    if (receiver) {
      receiver.onEvent(event);
      return;
    }
    waiting.push(event);
    if (isLoading) return;
    isLoading = true;
    const script = document.createElement("script");
    script.src = `${handoverFor(event).hubUrl}/sdk/session.js`;
    script.onload = () => {
      const hook = (window as unknown as WindowWithHook).__batonSession;
      const [first, ...later] = waiting.splice(0);
      if (!hook || !first || isClosed) return;
      try {
        receiver = hook(handoverFor(first));
        for (const next of later) receiver.onEvent(next);
      } catch {}
    };
    // Not fetched: the next event tries again.
    script.onerror = () => {
      isLoading = false;
      script.remove();
    };
    document.head.appendChild(script);
  }

  function listen(): void {
    if (source || isClosed || typeof EventSource === "undefined") return;
    const { hubUrl, journey } = handoverFor({ kind: "resumed", data: null });
    const opened = new EventSource(`${hubUrl}/v1/invitations?journey=${journey.id}&secret=${journey.secret}`);
    source = opened;
    for (const kind of EVENTS) {
      opened.addEventListener(kind, (event) => {
        try {
          hand({ kind, data: JSON.parse((event as MessageEvent<string>).data) });
        } catch {}
      });
    }
    // The browser reconnects by itself except after a refusal, which closes it.
    opened.onerror = () => {
      if (opened.readyState !== EventSource.CLOSED || source !== opened) return;
      source = undefined;
      reopening = setTimeout(listen, REOPEN_MS);
    };
  }

  return {
    listen,
    resume: () => hand({ kind: "resumed", data: null }),
    asked: () => hand({ kind: "help-asked", data: null }),
    close() {
      isClosed = true;
      clearTimeout(reopening);
      source?.close();
    },
  };
}
