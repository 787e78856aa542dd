/**
 * The tracker: loads first, tells the hub how a journey goes (facts, never values), and lets go of everything heavier until it is asked for.
 *
 * Owns the composition and `window.baton`. Rules: docs/spec/TRACK.md. Nothing here may throw into the bank's page.
 */
import type { Observation } from "#shared/model/fact.ts";
import type { BatonApi } from "./api.ts";
import { pageAttributes, TOKEN_WANTED_EVENT } from "./api.ts";
import type { HandoverEvent } from "./handover.ts";
import { showHelpButton } from "./help-button.ts";
import { type Invitations, openInvitations } from "./invitations.ts";
import { observePage } from "./observe.ts";
import { cleanObservation } from "./queue.ts";
import { openSender, type Sender } from "./sender.ts";
import { leftOver, randomId, read, type StoredFacts, type StoredJourney, tokenOwner, write } from "./storage.ts";

type Step = { readonly flowId: string; readonly stepId: string };
type Run = { stored: StoredJourney; isFinished: boolean; readonly sender: Sender; readonly invitations: Invitations };

function guard<A extends unknown[]>(run: (...args: A) => void): (...args: A) => void {
  return (...args) => {
    try {
      run(...args);
    } catch {}
  };
}

function start(script: HTMLElement, hubUrl: string): BatonApi {
  let token = script.getAttribute("data-baton-token") || null;
  let clockOffsetMs = read<number>("session", "clock") ?? 0;
  let run: Run | null = null;
  let step: Step | null = null;
  let stopObserving: (() => void) | undefined;
  let hideHelp: (() => void) | undefined;
  let fieldStates: Record<string, string> = {};
  /** Fields whose content the customer had left as filled: changing it again is `field-edited`. */
  let settled: Record<string, boolean> = {};
  const deliverers: Sender[] = [];
  const stepListeners: ((step: Step | null) => void)[] = [];

  const isOff = () =>
    read("local", "off") === true || [script, document.documentElement, document.body].some((one) => one?.hasAttribute(pageAttributes.off));

  const settings = {
    hubUrl,
    token: () => token,
    onClock: (offsetMs: number) => {
      clockOffsetMs = offsetMs;
      write("session", "clock", offsetMs);
    },
    onTokenRefused: guard(() => void document.dispatchEvent(new CustomEvent(TOKEN_WANTED_EVENT))),
  };

  function openRun(stored: StoredJourney): Run {
    const { id, secret } = stored;
    const invitations = openInvitations((event: HandoverEvent) => ({
      hubUrl,
      journey: { id, secret },
      token,
      currentToken: () => token,
      clockOffsetMs,
      event,
      track: fact,
      currentStep: () => step,
      keepSession: (running) => write("session", "session", running ? (run?.stored.id === id ? run.stored : stored) : null),
      onStep: (listener) => void stepListeners.push(listener),
    }));
    const waiting = read<StoredFacts>("local", `queue.${id}`)?.facts ?? [];
    const sender = openSender({ ...settings, onAccepted: invitations.listen }, { id, secret }, stored.nextSeq, waiting);
    if (read<StoredJourney>("session", "session")?.id === id) invitations.resume();
    return { stored, isFinished: false, sender, invitations };
  }

  function keep(change: Partial<StoredJourney>): void {
    if (!run || run.isFinished) return;
    run.stored = { ...run.stored, ...change };
    write("session", `journey.${run.stored.flowId}`, run.stored);
    // The next page load opens the running HelpSession's journey from here: its numbers must go on, not back.
    if (read<StoredJourney>("session", "session")?.id === run.stored.id) write("session", "session", run.stored);
  }

  function fact(observation: Observation): void {
    const clean = cleanObservation(observation);
    if (clean && run && !run.isFinished && !isOff()) keep({ nextSeq: run.sender.add(clean) });
  }

  /** A fact of the step on screen. */
  function here(kind: string, more: Record<string, string> = {}): void {
    if (step) fact({ kind, stepId: step.stepId, ...more } as Observation);
  }

  function channel(): string {
    return (
      script.getAttribute("data-baton-channel") ||
      (matchMedia("(pointer: coarse)").matches || innerWidth < 600 ? "mobile-web" : "desktop-web")
    );
  }

  function showStep(flowId: string, stepId: string): void {
    if (isOff() || (step && step.flowId === flowId && step.stepId === stepId)) return;
    const owner = tokenOwner(token);
    if (run && (run.stored.flowId !== flowId || run.isFinished)) closeRun();
    if (!run) {
      const found = read<StoredJourney>("session", `journey.${flowId}`);
      const stored = found && (found.owner === null || found.owner === owner) ? found : null;
      run = openRun(stored ?? { id: randomId(), secret: randomId(), flowId, nextSeq: 1, stepId: null, owner });
      if (!stored) fact({ kind: "journey-started", flowId, channel: channel() } as Observation);
      if (script.hasAttribute("data-baton-help-button")) hideHelp = showHelpButton(guard(api.help));
    }
    const before = run.stored.stepId;
    step = { flowId, stepId };
    fieldStates = {};
    settled = {};
    // The same step again after a page load: the page is back, the step was never left.
    if (before === stepId) here("page-visible");
    else {
      if (before) fact({ kind: "step-left", stepId: before } as Observation);
      here("step-entered");
    }
    keep({ stepId, owner: owner ?? run.stored.owner });
    tellStep();
  }

  function tellStep(): void {
    for (const listener of stepListeners) guard(listener)(step);
  }

  function closeRun(): void {
    run?.sender.flush();
    run?.invitations.close();
    hideHelp?.();
    run = step = null;
  }

  function begin(): void {
    if (isOff() || stopObserving) return;
    stopObserving = observePage(
      {
        onStep: showStep,
        onFieldFocused(fieldId, state) {
          settled[fieldId] = settled[fieldId] ?? state === "filled";
          fieldStates[fieldId] = fieldStates[fieldId] ?? state;
        },
        onField(fieldId, state) {
          const isNews = (fieldStates[fieldId] ?? "empty") !== state;
          fieldStates[fieldId] = state;
          if (isNews) here("field-changed", { fieldId, state });
        },
        onRejected: (fieldId, reason) => here("field-rejected", { fieldId, reason }),
        onHelp: (topic) => here("help-opened", { topic }),
        onEdited(fieldId) {
          if (settled[fieldId]) here("field-edited", { fieldId });
          settled[fieldId] = fieldStates[fieldId] === "filled";
        },
        // What a kind has no key for is dropped (`cleanObservation`).
        onFact: (kind, fieldId, code) => here(kind, { fieldId, reason: code, method: code, topic: code } as Record<string, string>),
        onVisible(isVisible) {
          here(isVisible ? "page-visible" : "page-hidden");
          run?.sender.flush(!isVisible);
        },
        onLeave() {
          here("page-left");
          run?.sender.flush(true);
        },
        onRestored() {
          if (run?.isFinished) return;
          run?.sender.stop(false);
          closeRun();
        },
        onNetwork(isThere) {
          here(isThere ? "network-restored" : "network-lost");
          if (isThere) run?.sender.flush();
        },
      },
      guard,
    );
    // A HelpSession runs but this page is in no flow: the call goes on, without a step.
    const session = read<StoredJourney>("session", "session");
    if (session && !run) run = openRun(session);
    for (const { journey, facts } of leftOver(run?.stored.id ?? ""))
      deliverers.push(openSender({ ...settings, onAccepted() {} }, journey, null, facts));
  }

  const api: BatonApi = {
    step: guard((stepId, flowId) => showStep(flowId ?? step?.flowId ?? "", stepId)),
    completed: guard((stepId) => here("step-completed", stepId ? { stepId } : {})),
    finished: guard(() => {
      if (!run) return;
      fact({ kind: "journey-finished" });
      run.sender.flush();
      run.isFinished = true;
      hideHelp?.();
      write("session", `journey.${run.stored.flowId}`, null);
    }),
    fact: guard(fact),
    token: guard((next) => {
      token = next;
      run?.sender.flush();
    }),
    help: guard(() => {
      here("help-requested");
      run?.sender.flush();
      run?.invitations.asked();
    }),
    off: guard(() => {
      write("local", "off", true);
      for (const sender of [...deliverers.splice(0), ...(run ? [run.sender] : [])]) sender.stop(true);
      for (const { journey } of leftOver("")) write("local", `queue.${journey.id}`, null);
      stopObserving?.();
      stopObserving = undefined;
      closeRun();
      tellStep();
    }),
    on: guard(() => {
      write("local", "off", null);
      begin();
    }),
    isOff,
  };
  guard(begin)();
  return api;
}

guard(() => {
  const script = document.currentScript ?? document.querySelector("script[data-baton-hub]");
  const hubUrl = script?.getAttribute("data-baton-hub")?.replace(/\/+$/, "");
  const page = window as unknown as { baton?: BatonApi };
  if (script instanceof HTMLElement && hubUrl && !page.baton) page.baton = start(script, hubUrl);
})();
