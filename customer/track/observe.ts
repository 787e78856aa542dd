/**
 * Reads the page: which step is shown, which state a field is in, what was refused, whether the page is visible and the network there.
 *
 * Reports states only. A value is looked at to tell empty from filled and is forgotten in the same line.
 */
import type { FieldState } from "#shared/model/fact.ts";
import { pageAttributes as names } from "./api.ts";

export type PageReports = {
  readonly onStep: (flowId: string, stepId: string) => void;
  /** The customer came to a field: what it held before they changed anything. */
  readonly onFieldFocused: (fieldId: string, state: FieldState) => void;
  readonly onField: (fieldId: string, state: FieldState) => void;
  readonly onRejected: (fieldId: string, reason: string) => void;
  readonly onHelp: (topic: string) => void;
  /** The customer changed a field that they had filled before. */
  readonly onEdited: (fieldId: string) => void;
  /** A fact of this kind, as the page declares it or as clicks and submits show it. */
  readonly onFact: (kind: string, fieldId?: string | null, code?: string | undefined) => void;
  readonly onVisible: (isVisible: boolean) => void;
  readonly onLeave: () => void;
  /** The browser brought back a page it had kept: other pages of the journey may have run meanwhile. */
  readonly onRestored: () => void;
  readonly onNetwork: (isThere: boolean) => void;
};

/** This many presses, each this soon and this near after the one before, are a burst. Milliseconds and pixels. */
const BURST = 4;
const BURST_MS = 600;
const BURST_PX = 24;
/** A press that changes nothing on the page for this long has had no answer, milliseconds. */
const ANSWER_MS = 1_000;

type Control = HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement;

function isFilled(control: Control): boolean {
  if (control.type === "checkbox" || control.type === "radio") return (control as HTMLInputElement).checked;
  return control.value.trim() !== "";
}

/** State of a field's element: what the page declares, else what its controls show. */
export function fieldState(element: Element): FieldState {
  const declared = element.getAttribute(names.state);
  if (declared === "empty" || declared === "filled" || declared === "format-error") return declared;
  const controls = "value" in element ? [element as Control] : Array.from(element.querySelectorAll<Control>("input,select,textarea"));
  const marked = [element, ...controls].some((one) => one.getAttribute("aria-invalid") === "true");
  const filled = controls.some(isFilled);
  if (filled && (marked || controls.some((control) => control.validity && !control.validity.valid))) return "format-error";
  return filled ? "filled" : "empty";
}

/** Starts observing; the returned function ends it. Every listener goes through `guard`, so that a fault never reaches the page. */
export function observePage(
  reports: PageReports,
  guard: <A extends unknown[]>(run: (...args: A) => void) => (...args: A) => void,
): () => void {
  let isLeaving = false;
  let pressed = { x: 0, y: 0, at: 0, times: 0 };
  const undo: (() => void)[] = [];
  const listen = (target: EventTarget, types: string, run: (event: Event) => void) => {
    const guarded = guard(run);
    for (const type of types.split(" ")) {
      target.addEventListener(type, guarded, true);
      undo.push(() => target.removeEventListener(type, guarded, true));
    }
  };
  const fieldOf = (event: Event) => (event.target instanceof Element ? event.target.closest(`[${names.field}]`) : null);
  const report = (element: Element | null) => {
    const id = element?.getAttribute(names.field);
    if (element && id) reports.onField(id, fieldState(element));
  };
  const readStep = () => {
    const element = document.querySelector(`[${names.step}]`);
    const flow = element?.closest(`[${names.flow}]`) ?? document.querySelector(`[${names.flow}]`);
    const stepId = element?.getAttribute(names.step);
    const flowId = flow?.getAttribute(names.flow);
    if (stepId && flowId) reports.onStep(flowId, stepId);
  };

  const observer = new MutationObserver(
    guard((records: MutationRecord[]) => {
      readStep();
      for (const { target, attributeName } of records) {
        if (!(target instanceof Element) || !attributeName) continue;
        if (attributeName === names.state) report(target.closest(`[${names.field}]`));
        const reason = attributeName === names.rejected && target.getAttribute(names.rejected);
        const id = target.getAttribute(names.field);
        if (reason && id) reports.onRejected(id, reason);
        const declared = attributeName === names.fact && target.getAttribute(names.fact);
        if (declared) {
          const [kind = "", code] = declared.split(" ");
          const field = target.closest(`[${names.field}]`) ?? target.querySelector(`[${names.field}]`);
          reports.onFact(kind, field?.getAttribute(names.field), code);
        }
      }
    }),
  );
  observer.observe(document.documentElement, {
    subtree: true,
    childList: true,
    attributes: true,
    attributeFilter: [names.flow, names.step, names.state, names.rejected, names.fact],
  });
  undo.push(() => observer.disconnect());

  // What a field held when the customer came to it is no news; only what they make of it is.
  listen(document, "focusin", (event) => {
    const element = fieldOf(event);
    const id = element?.getAttribute(names.field);
    if (element && id) reports.onFieldFocused(id, fieldState(element));
  });
  // After the page's own handlers, which may mark the field invalid.
  listen(document, "input change focusout", (event) => {
    const element = fieldOf(event);
    if (element)
      setTimeout(
        guard(() => {
          report(element);
          const id = element.getAttribute(names.field);
          if (event.type === "change" && id) reports.onEdited(id);
        }),
        0,
      );
  });
  listen(document, "submit", () => reports.onFact("submit-sent"));
  // Not `click`: a disabled button gets none, and pressing that is what should be heard.
  listen(document, "pointerup", (event) => {
    const { clientX, clientY, timeStamp, target } = event as PointerEvent;
    const isAgain = timeStamp - pressed.at < BURST_MS && Math.abs(clientX - pressed.x) + Math.abs(clientY - pressed.y) < BURST_PX;
    pressed = { x: clientX, y: clientY, at: timeStamp, times: isAgain ? pressed.times + 1 : 1 };
    if (pressed.times === BURST) reports.onFact("rage-clicked");
    if (isAgain || !(target instanceof Element) || !target.closest("a,button,summary,[role=button]")) return;
    let isAnswered = false;
    const answer = () => {
      isAnswered = true;
    };
    const watch = new MutationObserver(answer);
    watch.observe(document, { subtree: true, childList: true, attributes: true, characterData: true });
    document.addEventListener("scroll", answer, true);
    setTimeout(
      guard(() => {
        watch.disconnect();
        document.removeEventListener("scroll", answer, true);
        if (!isAnswered && !isLeaving && document.visibilityState !== "hidden") reports.onFact("click-ignored");
      }),
      ANSWER_MS,
    );
  });
  listen(document, "click", (event) => {
    const topic = event.target instanceof Element ? event.target.closest(`[${names.help}]`)?.getAttribute(names.help) : null;
    if (topic) reports.onHelp(topic);
  });
  listen(document, "visibilitychange", () => {
    if (!isLeaving) reports.onVisible(document.visibilityState !== "hidden");
  });
  listen(window, "pagehide", () => {
    isLeaving = true;
    reports.onLeave();
  });
  listen(window, "pageshow", (event) => {
    const isRestored = isLeaving && (event as PageTransitionEvent).persisted;
    isLeaving = false;
    if (isRestored) {
      reports.onRestored();
      readStep();
    }
  });
  listen(window, "online offline", (event) => reports.onNetwork(event.type === "online"));
  guard(readStep)();
  return () => {
    for (const run of undo) run();
  };
}
