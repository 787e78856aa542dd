/**
 * The consent sheet: who asks, what they would see, for how long, what never; one switch a scope; yes and no of the same size.
 *
 * Draws a `ConsentChoice` and reports taps. Which scopes exist and what the hub answers belong to the caller.
 */
import { MINUTE_MS } from "#shared/lib/duration.ts";
import type { ConsentScope } from "#shared/model/consent.ts";
import type { InvitationView } from "#shared/model/views.ts";
import type { ConsentChoice } from "../consent-choice.ts";
import { hasWhatItNeeds, LEAST_SCOPES, NEEDS } from "../consent-choice.ts";
import type { IconName } from "./dom.ts";
import { h, icon, initial, trapFocus } from "./dom.ts";
import type { Surface } from "./root.ts";

export type SheetTaps = {
  readonly onToggle: (scope: ConsentScope) => void;
  readonly onLeast: () => void;
  readonly onAccept: () => void;
  readonly onDecline: () => void;
  readonly onWrongPerson: () => void;
  /** Closed without an answer: the invitation keeps waiting. */
  readonly onLater: () => void;
};

export type Sheet = {
  render(choice: ConsentChoice): void;
  /** The labels of what is never seen, once the flow's definition is there. */
  setUnseen(labels: readonly string[]): void;
  remove(): void;
};

export function showSheet(surface: Surface, invitation: InvitationView, taps: SheetTaps): Sheet {
  const { copy, language } = surface;
  const { specialist } = invitation;
  const minutes = Math.round(invitation.lastsMs / MINUTE_MS);
  const title = h("h2", { id: "t", tabindex: "-1" }, copy.invite.title(specialist.name, invitation.stepTitle[language]));
  const unseen = h("dd", {}, copy.invite.cannotSeeAlways);
  const least = h("button", { type: "button", class: "least", onclick: taps.onLeast }, copy.invite.least);
  const switches = h("div", { role: "group", "aria-labelledby": "t" });
  const rows = new Map<ConsentScope, { readonly button: HTMLButtonElement; readonly says: HTMLElement }>();
  for (const scope of invitation.scopes) {
    const says = h("span", { class: "d" });
    const name = h("b", {}, copy.scopes[scope].name);
    const button = h(
      "button",
      { type: "button", class: "tg", role: "switch", "data-scope": scope, onclick: () => taps.onToggle(scope) },
      h("span", {}, name, says),
      h("span", { class: "ts" }),
    );
    rows.set(scope, { button, says });
    switches.append(button);
  }
  const fault = h("p", { class: "err", role: "alert" });
  const decline = h("button", { type: "button", class: "mb", onclick: taps.onDecline }, copy.invite.decline);
  const accept = h("button", { type: "button", class: "mb pri", onclick: taps.onAccept });
  const body = h(
    "div",
    { class: "body" },
    h(
      "div",
      { class: "who" },
      h("span", { class: "av", "aria-hidden": "true" }, initial(specialist.name)),
      h(
        "div",
        {},
        title,
        h(
          "p",
          {},
          h("span", {}, `${copy.invite.role[specialist.role]} · ${copy.invite.staffNumber(specialist.staffNumber)}`),
          h("span", { class: "ok" }, icon("check", 12), copy.invite.verified),
        ),
      ),
    ),
    h(
      "dl",
      { class: "facts" },
      fact("eye", copy.invite.canSee, h("dd", {}, copy.invite.canSeeWhat(invitation.flowTitle[language]))),
      fact("clock", copy.invite.howLong, h("dd", {}, copy.invite.howLongWhat(minutes))),
      fact("eyeOff", copy.invite.cannotSee, unseen),
    ),
    LEAST_SCOPES.every((scope) => rows.has(scope)) && least,
    switches,
  );
  const foot = h(
    "div",
    { class: "foot" },
    fault,
    h("div", { class: "two" }, decline, accept),
    h("p", { class: "small" }, copy.invite.foot),
    h("div", { class: "small" }, h("button", { type: "button", class: "link", onclick: taps.onWrongPerson }, copy.invite.wrongPerson)),
  );
  const box = h(
    "div",
    { class: "sheet", role: "dialog", "aria-modal": "true", "aria-labelledby": "t" },
    h("button", { type: "button", class: "grab", "aria-label": copy.invite.later, onclick: taps.onLater }, h("i")),
    body,
    foot,
  );
  const scrim = h("div", { class: "scrim" }, box);
  scrim.addEventListener("click", (event) => {
    if (event.target === scrim) taps.onLater();
  });
  surface.box.append(scrim);
  const release = trapFocus(box, title, taps.onLater);
  let expired = false;

  function showExpired(): void {
    if (expired) return;
    expired = true;
    const close = h("button", { type: "button", class: "mb pri", onclick: taps.onLater }, copy.invite.close);
    body.replaceChildren(h("div", { class: "card" }, h("h2", { id: "t" }, copy.invite.expired), h("p", {}, copy.invite.expiredSays)));
    foot.replaceChildren(h("div", { class: "card" }, close));
    close.style.width = "100%";
    close.focus();
  }

  return {
    render(choice) {
      if (choice.status === "expired") return showExpired();
      for (const [scope, { button, says }] of rows) {
        const available = hasWhatItNeeds(choice.chosen, scope);
        const needed = NEEDS[scope].map((other) => copy.scopes[other].name);
        button.setAttribute("aria-checked", String(choice.chosen.has(scope)));
        button.setAttribute("aria-disabled", String(!available));
        const sentence = copy.scopes[scope].says;
        says.textContent = available ? sentence : `${sentence} · ${copy.invite.needs(needed)}`;
      }
      const sending = choice.status === "sending";
      least.disabled = sending || LEAST_SCOPES.every((scope) => choice.chosen.has(scope));
      decline.disabled = sending;
      accept.disabled = sending;
      accept.textContent = choice.chosen.size > 0 ? copy.invite.accept : copy.invite.acceptChat;
      fault.textContent = choice.status === "failed" ? copy.invite.notSent : "";
      fault.hidden = choice.status !== "failed";
    },
    setUnseen(labels) {
      if (labels.length > 0) unseen.textContent = copy.invite.cannotSeeWhat(labels);
    },
    remove() {
      release();
      scrim.remove();
    },
  };

  function fact(name: IconName, term: string, definition: HTMLElement): HTMLElement {
    return h("div", { class: "fact" }, icon(name), h("dt", {}, term), definition);
  }
}

/** What is left of a sheet that was closed without an answer: a small button that opens it again. */
export function showWaitingChip(surface: Surface, name: string, onOpen: () => void): () => void {
  const chip = h(
    "button",
    { type: "button", class: "chip", onclick: onOpen },
    h("span", { class: "av", "aria-hidden": "true" }, initial(name)),
    surface.copy.invite.waiting(name),
  );
  surface.box.append(chip);
  return () => chip.remove();
}
