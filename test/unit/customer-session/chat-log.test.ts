import { describe, expect, it } from "vitest";
import { asRead, EMPTY_CHAT, withFailed, withHistory, withMessage, withMine, withOffers } from "#customer/session/chat-log.ts";
import { chatMessageSchema } from "#shared/model/chat.ts";

const message = (id: string, text: string, kind = "assistant") =>
  chatMessageSchema.parse({
    id,
    journeyId: "j-1",
    from: kind === "participant" ? { kind, participantId: "p-li", displayName: "李思远" } : { kind },
    text,
    at: Date.UTC(2026, 10, 23, 2),
  });

describe("the customer's chat", () => {
  it("[SHEET-10] the hub's wording replaces what was typed, in its place", () => {
    let log = withMine(EMPTY_CHAT, "m-1", "卡号 6222021234567890123");
    log = withMessage(log, message("m-2", "收到"), true);
    log = withMessage(log, message("m-1", "卡号 ····", "customer"), true);
    expect(log.lines.map((line) => [line.id, line.text, line.status])).toEqual([
      ["m-1", "卡号 ····", "there"],
      ["m-2", "收到", "there"],
    ]);
  });
  it("[SHEET-10] a message not sent says so and can be sent again under the same id", () => {
    let log = withFailed(withMine(EMPTY_CHAT, "m-1", "在吗"), "m-1");
    expect(log.lines[0]?.status).toBe("failed");
    log = withMine(log, "m-1", "在吗");
    expect(log.lines.map((line) => line.status)).toEqual(["pending"]);
  });
  it("[SHEET-10] unread counts messages of others while the chat is closed, each once", () => {
    let log = withMessage(EMPTY_CHAT, message("m-1", "您好", "participant"), false);
    log = withMessage(log, message("m-1", "您好", "participant"), false);
    log = withMessage(log, message("m-2", "我写的", "customer"), false);
    expect(log.unread).toBe(1);
    expect(asRead(log).unread).toBe(0);
  });
  it("[SHEET-10] after a reconnect the hub's record comes first and unsent messages stay", () => {
    const log = withHistory(withMine(EMPTY_CHAT, "m-9", "还没发出"), [message("m-1", "您好", "participant")]);
    expect(log.lines.map((line) => line.id)).toEqual(["m-1", "m-9"]);
  });
  it("[SHEET-11] answering takes the assistant's offers away", () => {
    const offered = withOffers(withMessage(EMPTY_CHAT, message("m-1", "需要帮助吗？"), true), [{ id: "light", text: "光线怎么调" }]);
    expect(withMine(offered, "m-2", "光线怎么调").offers).toEqual([]);
  });
});
