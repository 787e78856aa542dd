/** How components reach the desk: its state by selector, its sentences in the language set, its deeds. */
import { createContext, useContext, useMemo } from "react";
import { useStore } from "zustand";
import { invariant } from "#shared/lib/invariant.ts";
import type { Language, Words } from "#shared/model/words.ts";
import type { Copy } from "../copy/copy.ts";
import { copyOf } from "../copy/copy.ts";
import type { Desk } from "../link/desk.ts";
import type { DeskState } from "./desk-state.ts";

export const DeskContext = createContext<Desk | null>(null);

export function useDesk(): Desk {
  const desk = useContext(DeskContext);
  invariant(desk !== null, "every component is drawn inside the desk's provider");
  return desk;
}

export function useDeskState<T>(select: (state: DeskState) => T): T {
  return useStore(useDesk().store, select);
}

export function useLanguage(): Language {
  return useDeskState((state) => state.settings.language);
}

export function useCopy(): Copy {
  const language = useLanguage();
  return useMemo(() => copyOf(language), [language]);
}

/** Reads a text a bank edits in the language set. */
export function useWords(): (words: Words | undefined) => string {
  const language = useLanguage();
  return (words) => words?.[language] ?? "";
}

export function useTimeZone(): string {
  return useDeskState((state) => state.content?.timeZone ?? "Asia/Shanghai");
}

/** Whether commands can be given: while a connection is first made they wait for it, while it is lost they are refused. */
export function useIsOnline(): boolean {
  return useDeskState((state) => state.link !== "offline");
}
