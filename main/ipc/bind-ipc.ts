/**
 * Opens the call channel: the sender's frame is checked first, then the binder's four gates.
 *
 * Owns who may knock. What the calls do is `handlers.ts`.
 */
import { randomUUID } from "node:crypto";
import { ipcMain } from "electron";
import { bindCalls } from "#shared/contract/binder.ts";
import { refuse } from "#shared/contract/errors.ts";
import { type IpcCalls, ipcCalls, ipcChannels } from "#shared/contract/ipc.ts";
import type { Handlers } from "#shared/contract/table.ts";
import { type DeskLog, faultFields } from "../platform/desk-log.ts";
import type { WindowCaller } from "./handlers.ts";
import { isTrustedSender, type SenderEvent } from "./sender.ts";

export type BindIpcOptions = {
  readonly handlers: Handlers<IpcCalls, WindowCaller>;
  /** Id of the desk's web contents, or `null` while there is no window. */
  readonly ownContentsId: () => number | null;
  readonly isOwn: (address: string) => boolean;
  readonly log: DeskLog;
};

export function bindIpc({ handlers, ownContentsId, isOwn, log }: BindIpcOptions): void {
  const binder = bindCalls<IpcCalls, WindowCaller>({
    table: ipcCalls,
    handlers,
    permits: (permit, caller) => permit === caller.kind,
    onBug: (fault, context) => log.error("ipc", "a handler failed", { ...context, ...faultFields(fault) }),
    makeCorrelationId: () => randomUUID(),
  });
  ipcMain.handle(ipcChannels.call, async (event, name: unknown, input: unknown) => {
    if (!isTrustedSender(event as SenderEvent, ownContentsId(), isOwn)) {
      log.warn("ipc", "a call from a foreign frame was refused");
      return refuse("not-permitted");
    }
    return binder(name, input, { kind: "window" });
  });
}
