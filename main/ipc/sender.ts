/** Who sent an IPC call: only the top frame of the desk's own window, on the desk's own address, is heard. */

/** What is looked at of Electron's event. `senderFrame` is null when the frame is gone already. */
export type SenderEvent = {
  readonly sender: { readonly id: number };
  readonly senderFrame: { readonly url: string; readonly parent: unknown } | null;
};

export function isTrustedSender(event: SenderEvent, ownContentsId: number | null, isOwn: (address: string) => boolean): boolean {
  const { sender, senderFrame } = event;
  if (ownContentsId === null || sender.id !== ownContentsId || senderFrame === null) return false;
  return senderFrame.parent === null && isOwn(senderFrame.url);
}
