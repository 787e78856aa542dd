/** The one key listener of the window; what a key means is `key-map.ts`, what it does is the screen's. */
import { useEffect, useRef } from "react";
import type { Command, KeyScreen } from "./key-map.ts";
import { commandOf } from "./key-map.ts";

const CONTROLS = "button, a, [role=radio], [role=tab], [role=menuitem]";
/** A place one is at already: after a click on it the focus stays there, and Enter on it would do nothing. */
const IDLE_CONTROLS = "[aria-current=page], [role=tab][aria-selected=true]";

/** Whether the element takes typed text. */
export function isTextField(element: Element | null): boolean {
  if (element === null) return false;
  if (element instanceof HTMLElement && element.isContentEditable) return true;
  if (element.tagName === "TEXTAREA" || element.tagName === "SELECT") return true;
  return element instanceof HTMLInputElement && !["checkbox", "radio", "button", "range", "submit"].includes(element.type);
}

export function useKeys(screen: KeyScreen, isMac: boolean, hasOverlay: boolean, run: (command: Command) => void): void {
  const latest = useRef(run);
  latest.current = run;
  useEffect(() => {
    const hear = (event: KeyboardEvent) => {
      // Used by a dialog, menu or field; a dialog that it closed must not hand it on to the screen beneath.
      if (event.defaultPrevented) return;
      const focused = document.activeElement;
      if (event.key === "Escape" && isTextField(focused) && focused instanceof HTMLElement && !event.isComposing && !hasOverlay) {
        focused.blur();
        return;
      }
      const command = commandOf(event, {
        screen,
        isMac,
        isTyping: isTextField(focused),
        hasOverlay,
        isOnControl: focused?.matches(CONTROLS) === true && !focused.matches(IDLE_CONTROLS),
      });
      if (command === null) return;
      event.preventDefault();
      latest.current(command);
    };
    window.addEventListener("keydown", hear);
    return () => window.removeEventListener("keydown", hear);
  }, [screen, isMac, hasOverlay]);
}
