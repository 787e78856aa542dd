/** The few DOM helpers of the customer's side: elements, icons, dialogs. No framework: this runs inside a bank's page. */

type Child = Node | string | null | false;
type Props = { readonly [name: string]: string | number | boolean | null | undefined | ((event: never) => void) };

/** `on…` functions listen, `true`/`false` set or leave out an attribute, everything else is an attribute. Text is never parsed as HTML. */
export function h<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  props: Props = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (value === null || value === undefined || value === false) continue;
    if (typeof value === "function") element.addEventListener(name.slice(2).toLowerCase(), value as (event: Event) => void);
    else element.setAttribute(name, value === true ? "" : String(value));
  }
  for (const child of children) if (child !== null && child !== false) element.append(child);
  return element;
}

/** 20-grid strokes of the design. */
const ICONS = {
  eye: "M2 10s3-5.5 8-5.5S18 10 18 10s-3 5.5-8 5.5S2 10 2 10zM12.3 10a2.3 2.3 0 1 1-4.6 0 2.3 2.3 0 0 1 4.6 0z",
  eyeOff: "M3 3l14 14M8 4.7A8 8 0 0 1 10 4.5c5 0 8 5.5 8 5.5a14 14 0 0 1-2.4 3M5 6.3A13.5 13.5 0 0 0 2 10s3 5.5 8 5.5a8 8 0 0 0 3.5-.8",
  clock: "M17 10a7 7 0 1 1-14 0 7 7 0 0 1 14 0zM10 6v4.2l2.8 1.8",
  check: "M4.5 10.5l3.5 3.5 7.5-8",
  lock: "M4.5 9h11v8h-11zM7 9V6.5a3 3 0 0 1 6 0V9",
  mic: "M7.5 5a2.5 2.5 0 0 1 5 0v4a2.5 2.5 0 0 1-5 0zM4.5 9.5a5.5 5.5 0 0 0 11 0M10 15v2.5",
  micOff:
    "M3 3l14 14M7.5 7.5V9a2.5 2.5 0 0 0 3.9 2.1M12.5 8.5V5a2.5 2.5 0 0 0-4.6-1.3M4.5 9.5a5.5 5.5 0 0 0 8.6 4.5M15.5 9.5c0 .7-.1 1.3-.3 1.9M10 15v2.5",
  camera: "M3 6.5h9v7H3zM12 9l5-2.5v7L12 11",
  cameraOff: "M3 3l14 14M5 6.5H3v7h9M8 6.5h4v4M12 9l5-2.5v7l-2-1",
  chat: "M3.5 4.5h13v9h-7l-3.5 3v-3h-2.5z",
  minus: "M4.5 10h11",
  close: "M5 5l10 10M15 5L5 15",
  screen: "M3 4.5h14v9H3zM7 16.5h6M10 13.5v3",
  send: "M3.5 10l13-6-4 13-3-5.5z",
} as const;
export type IconName = keyof typeof ICONS;

export function icon(name: IconName, size = 18): SVGSVGElement {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("viewBox", "0 0 20 20");
  svg.setAttribute("width", String(size));
  svg.setAttribute("height", String(size));
  svg.setAttribute("class", "i");
  svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
  path.setAttribute("d", ICONS[name]);
  svg.append(path);
  return svg;
}

/** First character of a name, for avatars. */
export function initial(name: string): string {
  return [...name][0] ?? "";
}

const FOCUSABLE = 'button:not([disabled]),input:not([disabled]),textarea:not([disabled]),[tabindex="0"]';

/** Keeps Tab inside `box` and tells of Escape; focus goes to `first`. Returns the release, which gives focus back. */
export function trapFocus(box: HTMLElement, first: HTMLElement, onEscape: () => void): () => void {
  const before = document.activeElement;
  const onKey = (event: KeyboardEvent) => {
    // Keys pressed in our own surface are none of the bank's page.
    event.stopPropagation();
    if (event.key === "Escape" && !event.isComposing) {
      event.preventDefault();
      onEscape();
      return;
    }
    if (event.key !== "Tab") return;
    const stops = [...box.querySelectorAll<HTMLElement>(FOCUSABLE)].filter((stop) => stop.offsetParent !== null);
    const at = stops.indexOf((box.getRootNode() as ShadowRoot).activeElement as HTMLElement);
    const next = event.shiftKey ? (at <= 0 ? stops.length - 1 : at - 1) : at === stops.length - 1 ? 0 : at + 1;
    event.preventDefault();
    stops[next]?.focus();
  };
  box.addEventListener("keydown", onKey);
  first.focus({ preventScroll: true });
  return () => {
    box.removeEventListener("keydown", onKey);
    if (before instanceof HTMLElement) before.focus({ preventScroll: true });
  };
}

/** Lets `handle` move `box` around with a finger or a mouse, inside the window. A press without movement stays a click. */
export function makeDraggable(box: HTMLElement, handle: HTMLElement): void {
  const SLOP_PX = 6;
  const MARGIN_PX = 8;
  handle.addEventListener("pointerdown", (down) => {
    if (down.button !== 0 || (down.target instanceof Element && down.target.closest("button"))) return;
    const start = box.getBoundingClientRect();
    let moved = false;
    const move = (event: PointerEvent) => {
      const dx = event.clientX - down.clientX;
      const dy = event.clientY - down.clientY;
      if (!moved && Math.hypot(dx, dy) < SLOP_PX) return;
      moved = true;
      const left = Math.min(Math.max(MARGIN_PX, start.left + dx), innerWidth - start.width - MARGIN_PX);
      const top = Math.min(Math.max(MARGIN_PX, start.top + dy), innerHeight - start.height - MARGIN_PX);
      box.style.inset = `${top}px auto auto ${left}px`;
    };
    const up = () => {
      handle.removeEventListener("pointermove", move);
      handle.removeEventListener("pointerup", up);
      handle.removeEventListener("pointercancel", up);
    };
    handle.setPointerCapture(down.pointerId);
    handle.addEventListener("pointermove", move);
    handle.addEventListener("pointerup", up);
    handle.addEventListener("pointercancel", up);
  });
}

export const calm = (): boolean => matchMedia("(prefers-reduced-motion: reduce)").matches;
