/**
 * What is always on screen during a help session: the blue frame and strip while the page is seen, the pill with the time left, mute, chat
 * and 结束 from beginning to end.
 *
 * Draws a `FrameState` and reports taps; when each is true belongs to `help-session.ts`.
 */
import { calm, h, icon, initial } from "./dom.ts";
import type { Surface } from "./root.ts";

export type FrameState = {
  readonly name: string;
  readonly watched: boolean;
  /** m:ss; `null` when the session has no end yet. */
  readonly left: string | null;
  readonly recordConsented: boolean;
  /** `null` without voice consent or without a microphone. */
  readonly muted: boolean | null;
  readonly unread: number;
  readonly scopesOpen: boolean;
};

export type FrameTaps = {
  readonly onScopes: () => void;
  readonly onMute: () => void;
  readonly onChat: () => void;
  readonly onEnd: () => void;
};

export type Frame = {
  render(state: FrameState): void;
  /** Shows the whole sentence again, as on a new page or step. */
  announce(): void;
  remove(): void;
};

/** How long the whole sentence stays before it becomes the small tab, in milliseconds. */
const LONG_STRIP_MS = 6_000;

export function showFrame(surface: Surface, taps: FrameTaps): Frame {
  const { copy } = surface;
  const frame = h("div", { class: "frame" });
  const stripText = h("span");
  const strip = h("div", { class: "strip", "data-part": "strip" }, icon("eye", 14), stripText);
  const avatar = h("span", { class: "av", "aria-hidden": "true" });
  const name = h("b");
  const meta = h("small");
  const who = h(
    "button",
    { type: "button", class: "me", "aria-haspopup": "dialog", onclick: taps.onScopes },
    avatar,
    h("span", {}, name, meta),
  );
  const mute = h("button", { type: "button", class: "c", "data-part": "mute", onclick: taps.onMute });
  const badge = h("span", { class: "badge", "aria-hidden": "true" });
  const chat = h("button", { type: "button", class: "c", "data-part": "chat", onclick: taps.onChat }, icon("chat"), badge);
  const end = h("button", { type: "button", class: "e", "data-part": "end", onclick: taps.onEnd }, copy.session.end);
  const pill = h("div", { class: "pill", role: "region", "aria-label": copy.session.scopes }, who, mute, chat, end);
  let long: ReturnType<typeof setTimeout> | null = null;
  let watched = false;
  let personName = "";
  let muted: boolean | null | undefined;

  const writeStrip = () => {
    strip.classList.toggle("long", long !== null);
    stripText.textContent = long === null ? copy.session.watchingShort(personName) : copy.session.watching(personName);
  };
  const announce = () => {
    if (!watched) return;
    if (long !== null) clearTimeout(long);
    long = setTimeout(() => {
      long = null;
      writeStrip();
    }, LONG_STRIP_MS);
    writeStrip();
    surface.say(copy.session.watching(personName));
  };
  surface.box.append(pill);

  return {
    render(state) {
      personName = state.name;
      avatar.textContent = initial(state.name);
      name.textContent = state.name;
      meta.textContent = [
        state.left === null ? null : copy.session.left(state.left),
        state.recordConsented ? null : copy.session.notRecorded,
      ]
        .filter((part) => part !== null)
        .join(" · ");
      who.setAttribute("aria-expanded", String(state.scopesOpen));
      who.setAttribute("aria-label", `${copy.session.scopes}: ${state.name}`);
      mute.hidden = state.muted === null;
      if (muted !== state.muted) {
        muted = state.muted;
        mute.style.display = muted === null ? "none" : "";
        mute.classList.toggle("off", muted === true);
        mute.replaceChildren(icon(muted === true ? "micOff" : "mic"));
        mute.setAttribute("aria-label", muted === true ? copy.session.unmute : copy.session.mute);
      }
      badge.textContent = String(state.unread);
      badge.style.display = state.unread > 0 ? "" : "none";
      chat.setAttribute("aria-label", state.unread > 0 ? `${copy.session.chat}, ${copy.chat.unread(state.unread)}` : copy.session.chat);
      if (state.watched === watched) return;
      watched = state.watched;
      if (watched) {
        surface.box.append(frame, strip);
        announce();
      } else {
        frame.remove();
        strip.remove();
      }
    },
    announce,
    remove() {
      if (long !== null) clearTimeout(long);
      frame.remove();
      strip.remove();
      pill.remove();
    },
  };
}

/** 「本次协助已结束」: stays until it is read. */
export function showEndCard(surface: Surface, onClose: () => void): void {
  const { copy } = surface;
  const close = () => {
    scrim.remove();
    onClose();
  };
  const button = h("button", { type: "button", class: "mb pri", onclick: close }, copy.session.gotIt);
  button.style.width = "100%";
  const box = h(
    "div",
    { class: "sheet", role: "dialog", "aria-labelledby": "e" },
    h("div", { class: "grab" }),
    h("div", { class: "body" }, h("div", { class: "card" }, h("h2", { id: "e" }, copy.session.ended), h("p", {}, copy.session.endedSays))),
    h("div", { class: "foot" }, button),
  );
  const scrim = h("div", { class: "scrim" }, box);
  scrim.addEventListener("keydown", (event) => {
    event.stopPropagation();
    if (event.key === "Escape") close();
  });
  surface.box.append(scrim);
  surface.say(copy.session.ended);
  if (!calm()) requestAnimationFrame(() => button.focus({ preventScroll: true }));
  else button.focus({ preventScroll: true });
}
