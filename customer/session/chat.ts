/**
 * The customer's chat: what was written, whether the drawer is open, with whom. One for the whole page, before, during and after a help session.
 *
 * The hub decides who reads a message and masks numbers in it; the drawer is `ui/chat.ts`.
 */
import type { ChatMessage } from "#shared/model/chat.ts";
import { chatMessageIdSchema } from "#shared/model/ids.ts";
import type { ChatLog, QuickReplyOffer } from "./chat-log.ts";
import { asRead, EMPTY_CHAT, withFailed, withHistory, withMessage, withMine, withOffers } from "./chat-log.ts";
import type { Hub } from "./hub.ts";
import { makeId } from "./hub.ts";
import type { ChatDrawer, ChatWith } from "./ui/chat.ts";
import { showChat, showChatChip } from "./ui/chat.ts";
import type { Surface } from "./ui/root.ts";

export type Chat = {
  /** With whom the customer writes now; `null` = nobody, the chat is not offered. */
  setWith(chatWith: ChatWith | null): void;
  chatWith(): ChatWith | null;
  hear(message: ChatMessage): void;
  offer(message: ChatMessage, replies: readonly QuickReplyOffer[]): void;
  /** Fetches what the hub has, after a (re)connect. */
  catchUp(): Promise<void>;
  open(): void;
  close(): void;
  toggle(): void;
  unread(): number;
  isOpen(): boolean;
};

export type ChatOptions = {
  readonly surface: Surface;
  readonly hub: Hub;
  /** Whether a help session shows its own chat button; else a small button of ours stays. */
  readonly inSession: () => boolean;
  readonly onChange: () => void;
  /** 结束 inside the drawer. */
  readonly onEnd: () => void;
};

export function createChat({ surface, hub, inSession, onChange, onEnd }: ChatOptions): Chat {
  let log: ChatLog = EMPTY_CHAT;
  let chatWith: ChatWith | null = null;
  let drawer: ChatDrawer | null = null;
  let removeChip = () => {};

  function render(): void {
    removeChip();
    removeChip = () => {};
    if (drawer !== null && chatWith !== null) {
      log = asRead(log);
      drawer.render(log, chatWith);
    } else if (chatWith !== null && !inSession()) {
      const label = chatWith.kind === "waiting" ? surface.copy.chat.waiting : surface.copy.chat.assistant;
      removeChip = showChatChip(surface, label, log.unread, chat.open);
    }
    onChange();
  }

  async function deliver(id: string, text: string, quickReplyId?: string): Promise<void> {
    log = withMine(log, id, text);
    render();
    const online = await hub.whenOnline();
    const reply = online
      ? await hub.calls.sendChat({ id: chatMessageIdSchema.parse(id), text, ...(quickReplyId === undefined ? {} : { quickReplyId }) })
      : null;
    log = reply?.ok === true ? withMessage(log, reply.value.message, true) : withFailed(log, id);
    render();
  }

  async function askForPerson(): Promise<void> {
    const online = await hub.whenOnline();
    const reply = online ? await hub.calls.askForPerson({}) : null;
    if (reply?.ok !== true) {
      surface.toast(surface.copy.session.notChanged);
      return;
    }
    log = withOffers(log, []);
    surface.say(surface.copy.chat.asked);
    if (chatWith?.kind === "assistant") chat.setWith({ kind: "waiting" });
  }

  const chat: Chat = {
    setWith(next) {
      chatWith = next;
      if (next === null) {
        drawer?.remove();
        drawer = null;
      }
      render();
    },
    chatWith: () => chatWith,
    hear(message) {
      log = withMessage(log, message, drawer !== null);
      render();
    },
    offer(message, replies) {
      log = withOffers(withMessage(log, message, drawer !== null), replies);
      render();
    },
    async catchUp() {
      const reply = await hub.calls.chatSoFar({});
      if (!reply.ok) return;
      log = withHistory(log, reply.value.messages);
      render();
    },
    open() {
      if (drawer !== null || chatWith === null) return;
      drawer = showChat(surface, {
        onSend: (text, quickReplyId) => void deliver(makeId("chat"), text, quickReplyId),
        onRetry: (id, text) => void deliver(id, text),
        onAskPerson: () => void askForPerson(),
        onEnd,
        onClose: chat.close,
      });
      render();
    },
    close() {
      drawer?.remove();
      drawer = null;
      render();
    },
    toggle: () => (drawer === null ? chat.open() : chat.close()),
    unread: () => log.unread,
    isOpen: () => drawer !== null,
  };
  return chat;
}
