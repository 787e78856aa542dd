/** The popover of what the customer agreed to: one tap gives or withdraws one scope; asked scopes wait on top; camera and screen. */
import type { ConsentScope } from "#shared/model/consent.ts";
import { CONSENT_SCOPES } from "#shared/model/plain-values.ts";
import { hasWhatItNeeds } from "../consent-choice.ts";
import { h, trapFocus } from "./dom.ts";
import type { Surface } from "./root.ts";

export type ScopesState = {
  readonly given: ReadonlySet<ConsentScope>;
  /** Scopes whose change is on its way to the hub. */
  readonly changing: ReadonlySet<ConsentScope>;
  /** `null` = cannot be shared here, or no consent to. */
  readonly sharing: boolean | null;
  readonly cameraOn: boolean | null;
};

export type ScopesTaps = {
  readonly onToggle: (scope: ConsentScope) => void;
  readonly onShare: () => void;
  readonly onCamera: () => void;
  readonly onClose: () => void;
};

export type ScopesPopover = { render(state: ScopesState): void; remove(): void };

export function showScopes(surface: Surface, taps: ScopesTaps): ScopesPopover {
  const { copy } = surface;
  const title = h("h2", { id: "s", tabindex: "-1" }, copy.session.scopes);
  const rows = new Map<ConsentScope, HTMLButtonElement>();
  const list = h("div", { role: "group", "aria-labelledby": "s" });
  for (const scope of CONSENT_SCOPES) {
    const row = h(
      "button",
      { type: "button", class: "tg", role: "switch", "data-scope": scope, onclick: () => taps.onToggle(scope) },
      h("span", {}, h("b", {}, copy.scopes[scope].name), h("span", { class: "d" }, copy.scopes[scope].says)),
      h("span", { class: "ts" }),
    );
    rows.set(scope, row);
    list.append(row);
  }
  const camera = h("button", { type: "button", class: "mb", "data-part": "camera", onclick: taps.onCamera });
  const share = h("button", { type: "button", class: "mb", "data-part": "share", onclick: taps.onShare });
  const box = h(
    "div",
    { class: "pop", role: "dialog", "aria-labelledby": "s" },
    title,
    h("p", {}, copy.session.scopesSays),
    list,
    camera,
    share,
  );
  surface.box.append(box);
  const release = trapFocus(box, title, taps.onClose);
  return {
    render(state) {
      for (const [scope, row] of rows) {
        const on = state.given.has(scope);
        const unavailable = state.changing.has(scope) || (!on && !hasWhatItNeeds(state.given, scope));
        row.setAttribute("aria-checked", String(on));
        row.setAttribute("aria-disabled", String(unavailable));
      }
      camera.style.display = state.cameraOn === null ? "none" : "";
      camera.textContent = state.cameraOn === true ? copy.session.cameraOff : copy.session.cameraOn;
      share.style.display = state.sharing === null ? "none" : "";
      share.textContent = state.sharing === true ? copy.session.shareStop : copy.session.shareStart;
    },
    remove() {
      release();
      box.remove();
    },
  };
}

export type AskedPrompt = { render(asked: readonly ConsentScope[]): void; remove(): void };

/** The specialist asked for further scopes: yes or no for each. */
export function createAskedPrompt(
  surface: Surface,
  nameOf: () => string,
  onAnswer: (scope: ConsentScope, given: boolean) => void,
): AskedPrompt {
  const { copy } = surface;
  let box: HTMLElement | null = null;
  let shown = "";
  return {
    render(asked) {
      if (asked.join() === shown) return;
      shown = asked.join();
      box?.remove();
      box = null;
      if (asked.length === 0) return;
      const title = copy.session.asked(nameOf());
      box = h("div", { class: "pop", role: "alertdialog", "aria-label": title, "data-part": "asked" }, h("h2", {}, title));
      for (const scope of asked) {
        box.append(
          h(
            "div",
            { class: "ask" },
            h("span", {}, h("b", {}, copy.scopes[scope].name), h("span", { class: "d" }, copy.scopes[scope].says)),
            h("button", { type: "button", onclick: () => onAnswer(scope, false) }, copy.session.refuse),
            h("button", { type: "button", class: "pri", "data-scope": scope, onclick: () => onAnswer(scope, true) }, copy.session.allow),
          ),
        );
      }
      surface.box.append(box);
      surface.say(title);
    },
    remove() {
      box?.remove();
      box = null;
    },
  };
}
