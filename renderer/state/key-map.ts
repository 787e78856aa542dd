/**
 * Which key means what on which screen. Pure: the listener is `use-keys.ts`.
 *
 * Typing wins: a single-letter key is nothing while a text field or an input method has the focus.
 */
export type KeyScreen = "alerts" | "help-session" | "studio" | "settings";

export type Command =
  | { readonly kind: "move"; readonly by: 1 | -1 }
  | {
      readonly kind:
        | "pick-up"
        | "give-to-assistant"
        | "snooze"
        | "hand-over"
        | "filter"
        | "filter-flow"
        | "filter-behaviour"
        | "order"
        | "sms"
        | "call"
        | "keys"
        | "palette";
    }
  | { readonly kind: "lane"; readonly index: 0 | 1 | 2 | 3 }
  | { readonly kind: "pointer" | "guide" | "mute" | "camera" | "send-first-point" | "end" | "leave" }
  | { readonly kind: "save-draft" | "run-draft" }
  | { readonly kind: "guide-field"; readonly index: number };

export type Stroke = {
  readonly key: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly shiftKey: boolean;
  readonly altKey: boolean;
  readonly repeat: boolean;
  readonly isComposing: boolean;
};

export type KeyPlace = {
  readonly screen: KeyScreen;
  readonly isMac: boolean;
  /** A text field has the focus. */
  readonly isTyping: boolean;
  /** A dialog or menu is open: it owns the keys. */
  readonly hasOverlay: boolean;
  /** A button or link has the focus: Enter is its own. */
  readonly isOnControl: boolean;
};

const ALERT_KEYS: Readonly<Record<string, Command>> = {
  j: { kind: "move", by: 1 },
  k: { kind: "move", by: -1 },
  arrowdown: { kind: "move", by: 1 },
  arrowup: { kind: "move", by: -1 },
  enter: { kind: "pick-up" },
  a: { kind: "give-to-assistant" },
  s: { kind: "snooze" },
  t: { kind: "hand-over" },
  "/": { kind: "filter" },
  f: { kind: "filter-flow" },
  b: { kind: "filter-behaviour" },
  o: { kind: "order" },
  m: { kind: "sms" },
  c: { kind: "call" },
  "1": { kind: "lane", index: 0 },
  "2": { kind: "lane", index: 1 },
  "3": { kind: "lane", index: 2 },
  "4": { kind: "lane", index: 3 },
};

const SESSION_KEYS: Readonly<Record<string, Command>> = {
  p: { kind: "pointer" },
  g: { kind: "guide" },
  m: { kind: "mute" },
  v: { kind: "camera" },
};

export function commandOf(stroke: Stroke, place: KeyPlace): Command | null {
  if (stroke.isComposing || place.hasOverlay || stroke.altKey) return null;
  const key = stroke.key.toLowerCase();
  const withMain = place.isMac ? stroke.metaKey && !stroke.ctrlKey : stroke.ctrlKey && !stroke.metaKey;
  if (withMain) {
    if (key === "k" && !stroke.shiftKey) return { kind: "palette" };
    if (place.screen === "studio" && !stroke.repeat && !stroke.shiftKey) {
      if (key === "s") return { kind: "save-draft" };
      if (key === "enter") return { kind: "run-draft" };
    }
    if (place.screen !== "help-session") return null;
    if (key === "e" && stroke.shiftKey) return { kind: "end" };
    if (key === "enter" && !place.isTyping) return { kind: "send-first-point" };
    return null;
  }
  if (stroke.ctrlKey || stroke.metaKey || place.isTyping) return null;
  if (key === "?") return { kind: "keys" };
  if (stroke.shiftKey || (key === "enter" && place.isOnControl)) return null;
  if (place.screen === "alerts") {
    const command = ALERT_KEYS[key] ?? null;
    // A held key may walk the list but never repeats a deed.
    return stroke.repeat && command?.kind !== "move" ? null : command;
  }
  if (place.screen !== "help-session" || stroke.repeat) return null;
  if (/^[1-9]$/.test(key)) return { kind: "guide-field", index: Number(key) - 1 };
  return SESSION_KEYS[key] ?? null;
}
