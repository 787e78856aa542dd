/**
 * The bridge between the desk's page and Electron main, derived from the ipc table and from nothing else.
 *
 * Owns `window.baton`. It offers the table's calls by name and one subscription to the table's events: no channel name, no generic
 * `invoke`, no Electron object reaches the page. Inputs are checked in main.
 */
import { contextBridge, ipcRenderer } from "electron";
import { clientOf } from "#shared/contract/binder.ts";
import type { Reply } from "#shared/contract/errors.ts";
import { type DeskBridge, ipcCalls, ipcChannels, ipcEvents } from "#shared/contract/ipc.ts";

const listeners = new Map<string, Set<(payload: unknown) => void>>();
/** Events that came before the page's script had listened for them, by name. */
const unheard = new Map<string, unknown[]>();

ipcRenderer.on(ipcChannels.event, (_event, name: unknown, payload: unknown) => {
  if (typeof name !== "string") return;
  const heard = listeners.get(name);
  if (heard === undefined) unheard.set(name, [...(unheard.get(name) ?? []), payload]);
  for (const hear of heard ?? []) hear(payload);
});

const ask = (name: string, input: unknown) => ipcRenderer.invoke(ipcChannels.call, name, input) as Promise<Reply<unknown>>;
/** What the page asks first, asked while its script is still read; what is told from then on is kept for it. */
let startInfo: Promise<Reply<unknown>> | null = ask("startInfo", {});

function subscribe(name: string, hear: (payload: unknown) => void): () => void {
  if (!Object.hasOwn(ipcEvents, name) || typeof hear !== "function") throw new TypeError("There is no such event.");
  const heard = listeners.get(name) ?? new Set();
  listeners.set(name, heard);
  const early = unheard.get(name) ?? [];
  unheard.delete(name);
  // After the page has put its parts together, in the order they came.
  if (early.length > 0) queueMicrotask(() => early.forEach(hear));
  // A call of its own, so that the same function given twice is two subscriptions.
  const own = (payload: unknown) => hear(payload);
  heard.add(own);
  return () => {
    heard.delete(own);
  };
}

const bridge: DeskBridge = {
  calls: clientOf(ipcCalls, (name, input) => {
    const asked = name === "startInfo" ? startInfo : null;
    if (asked === null) return ask(name, input);
    startInfo = null;
    return asked;
  }),
  on: subscribe as DeskBridge["on"],
};

contextBridge.exposeInMainWorld("baton", bridge);
