/**
 * What lies over the bank's page at its fields: pointers of the people who point, the ring of a guided field, locks on what is never seen.
 *
 * Nothing here takes a tap. Fields are the elements the tracker knows by `data-baton-field`.
 */
import type { MirrorAnchor, Pointing } from "#shared/model/mirror.ts";
import { calm, h, icon } from "./dom.ts";
import type { Surface } from "./root.ts";

export type Pointer = { readonly from: string; readonly name: string; readonly role: string; readonly pointing: Pointing };

export type Overlay = {
  point(pointer: Pointer, labelOf: (fieldId: string) => string): void;
  clearPointing(): void;
  /** Locks every field on the page for which this holds; `null` removes all locks. */
  setLocked(isLocked: ((fieldId: string) => boolean) | null): void;
  remove(): void;
};

const ARROW = "M4 3l21 12.5-9.5 2.2-5 8.8z";
const CONTROLS = "input,textarea,select,canvas,button";
const RING_PX = 6;
/** Slow enough to cost nothing, fast enough for what moves without an event. */
const LOOK_MS = 500;

type Ring = { readonly box: HTMLElement; readonly fieldId: string };
type PointerAt = Extract<Pointing, { kind: "pointer" }>;
type Mouse = { readonly box: HTMLElement; readonly at: PointerAt };

/** @param placeOf where what was pointed at lies on this page, CSS px of the viewport; `null` when it is not here */
export function createOverlay(
  surface: Surface,
  placeOf: (anchor: MirrorAnchor) => { readonly clientX: number; readonly clientY: number } | null,
): Overlay {
  const mice = new Map<string, Mouse>();
  const rings = new Map<string, Ring>();
  const locks = new Map<Element, HTMLElement>();
  let isLocked: ((fieldId: string) => boolean) | null = null;
  let asked = false;

  const elementOf = (fieldId: string) => document.querySelector<HTMLElement>(`[data-baton-field="${CSS.escape(fieldId)}"]`);

  function place(box: HTMLElement, target: Element, marginPx: number): boolean {
    const rect = target.getBoundingClientRect();
    const visible = rect.width > 0 && rect.height > 0 && rect.bottom > 0 && rect.top < innerHeight;
    box.style.display = visible ? "" : "none";
    if (visible) {
      box.style.left = `${rect.left - marginPx}px`;
      box.style.top = `${rect.top - marginPx}px`;
      box.style.width = `${rect.width + 2 * marginPx}px`;
      box.style.height = `${rect.height + 2 * marginPx}px`;
    }
    return visible;
  }

  function layOut(): void {
    asked = false;
    for (const mouse of mice.values()) placeMouse(mouse);
    for (const ring of rings.values()) {
      const target = elementOf(ring.fieldId);
      if (target === null) ring.box.style.display = "none";
      else place(ring.box, target, RING_PX);
    }
    const holds = isLocked;
    const wanted = new Set<Element>();
    if (holds !== null) {
      for (const element of document.querySelectorAll<HTMLElement>("[data-baton-field]")) {
        if (holds(element.dataset["batonField"] ?? "")) wanted.add(element);
      }
    }
    for (const [element, lock] of locks) {
      if (wanted.has(element) && element.isConnected) continue;
      lock.remove();
      locks.delete(element);
    }
    for (const element of wanted) {
      let lock = locks.get(element);
      if (lock === undefined) {
        lock = h("div", { class: `lk ${lockSide(element)}`, "aria-hidden": "true" }, h("span", {}, icon("lock", 14)));
        locks.set(element, lock);
        surface.box.append(lock);
      }
      place(lock, element, 0);
    }
  }
  const lookAgain = () => {
    if (asked) return;
    asked = true;
    requestAnimationFrame(layOut);
  };
  addEventListener("scroll", lookAgain, { capture: true, passive: true });
  addEventListener("resize", lookAgain);
  const looking = setInterval(lookAgain, LOOK_MS);

  /** At the thing pointed at, wherever this page has it; without it at the same share of the viewport. */
  function placeMouse({ box, at }: Mouse): void {
    const place = at.anchor === undefined ? null : placeOf(at.anchor);
    box.style.transform = `translate(${place?.clientX ?? at.x01 * innerWidth}px,${place?.clientY ?? at.y01 * innerHeight}px)`;
  }

  function showMouse(pointer: Pointer, at: PointerAt): void {
    let box = mice.get(pointer.from)?.box;
    if (box === undefined) {
      box = h("div", { class: `mouse ${pointer.role}`, "aria-hidden": "true", "data-from": pointer.from });
      const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
      svg.setAttribute("width", "28");
      svg.setAttribute("height", "32");
      svg.setAttribute("viewBox", "0 0 30 34");
      const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
      path.setAttribute("d", ARROW);
      path.setAttribute("fill", pointer.role === "expert" ? "#7446BD" : "#2A55D4");
      path.setAttribute("stroke", "#fff");
      path.setAttribute("stroke-width", "2.2");
      path.setAttribute("stroke-linejoin", "round");
      svg.append(path);
      box.append(svg, h("span", {}, pointer.name));
      surface.box.append(box);
    }
    const mouse = { box, at };
    mice.set(pointer.from, mouse);
    placeMouse(mouse);
  }

  function dropMouse(from: string): void {
    mice.get(from)?.box.remove();
    mice.delete(from);
  }

  function dropRing(from: string): void {
    rings.get(from)?.box.remove();
    rings.delete(from);
  }

  return {
    point(pointer, labelOf) {
      const { pointing, from } = pointer;
      switch (pointing.kind) {
        case "pointer":
          showMouse(pointer, pointing);
          return;
        case "pointer-gone":
          dropMouse(from);
          return;
        case "guide-gone":
          dropRing(from);
          return;
        case "guide": {
          dropRing(from);
          const target = elementOf(pointing.fieldId);
          if (target === null) return;
          const box = h("div", { class: `ring ${pointer.role}`, "aria-hidden": "true", "data-field": pointing.fieldId });
          rings.set(from, { box, fieldId: pointing.fieldId });
          surface.box.append(box);
          target.scrollIntoView({ block: "center", behavior: calm() ? "auto" : "smooth" });
          layOut();
          surface.say(surface.copy.session.guided(pointer.name, labelOf(pointing.fieldId)));
        }
      }
    },
    clearPointing() {
      for (const from of [...mice.keys()]) dropMouse(from);
      for (const from of [...rings.keys()]) dropRing(from);
    },
    setLocked(next) {
      isLocked = next;
      lookAgain();
    },
    remove() {
      clearInterval(looking);
      removeEventListener("scroll", lookAgain, { capture: true });
      removeEventListener("resize", lookAgain);
      for (const mouse of mice.values()) mouse.box.remove();
      for (const ring of rings.values()) ring.box.remove();
      for (const lock of locks.values()) lock.remove();
      mice.clear();
      rings.clear();
      locks.clear();
      isLocked = null;
    },
  };
}

/** Where a lock does not cover what the customer reads: inside, across from the text of a control; before a text that is only shown. */
function lockSide(element: Element): "" | "left" | "before" {
  const control = element.matches(CONTROLS) ? element : element.querySelector(CONTROLS);
  if (control === null) return "before";
  const { textAlign } = getComputedStyle(control);
  return textAlign === "right" || textAlign === "end" ? "left" : "";
}
