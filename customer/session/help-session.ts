/**
 * One help session on the customer's page, from accepted to over: keeps what runs (mirror, call, frame, pointers) equal to what is consented.
 *
 * Every change goes through `settle`, which reads the consents first and stops before it starts. Before and after are `session.ts`;
 * what follows from a view is `session-state.ts`.
 */
import { SECOND_MS } from "#shared/lib/duration.ts";
import { createScope } from "#shared/lib/scope.ts";
import type { ConsentScope } from "#shared/model/consent.ts";
import type { Flow } from "#shared/model/flow.ts";
import { callIdSchema, participantIdSchema } from "#shared/model/ids.ts";
import type { CustomerSessionView } from "#shared/model/views.ts";
import type { Handover, SessionCounters } from "../track/handover.ts";
import { createCall } from "./call.ts";
import type { Chat } from "./chat.ts";
import { hasWhatItNeeds, without } from "./consent-choice.ts";
import type { AskedDevices } from "./devices.ts";
import type { FlowSource } from "./flow-source.ts";
import type { Hub } from "./hub.ts";
import type { Kept } from "./kept.ts";
import { writeKept } from "./kept.ts";
import { createMirrorFeed } from "./mirror-feed.ts";
import { expertMoves, givenScopes, mediaPeers, remaining, specialistOf } from "./session-state.ts";
import { showFrame } from "./ui/frame.ts";
import { createOverlay } from "./ui/overlay.ts";
import type { Surface } from "./ui/root.ts";
import type { ScopesPopover } from "./ui/scopes.ts";
import { createAskedPrompt, showScopes } from "./ui/scopes.ts";
import { createVideoBubble } from "./ui/video.ts";
import { secretFields } from "./unseen.ts";

/** Reading the page waits this long for the call's first offer, in milliseconds: the offer then travels while the page is read. */
const OFFER_FIRST_MS = 40;

export type HelpSessionOptions = {
  readonly surface: Surface;
  readonly hub: Hub;
  readonly handover: Handover;
  readonly flows: FlowSource;
  readonly chat: Chat;
  readonly view: CustomerSessionView;
  readonly kept: Kept;
  readonly counters: SessionCounters;
  /** Microphone and camera, asked for with the tap that began it. */
  readonly asked: AskedDevices | null;
  /** Everything has stopped; `shown`: the customer should be told. */
  readonly onOver: (shown: boolean) => void;
};

export type RunningHelpSession = {
  readonly id: string;
  /** The tracker says that the step on screen changed. */
  stepChanged(): void;
  /** The page goes away: says so and stops, without ending the help session. */
  leavePage(): void;
  /** The customer ends it. */
  end(): void;
  /** What is shown beside the page (unread messages) changed. */
  refresh(): void;
  stats(): ReturnType<ReturnType<typeof createCall>["stats"]>;
};

export function runHelpSession(options: HelpSessionOptions): RunningHelpSession {
  const { surface, hub, handover, chat, counters } = options;
  const { copy } = surface;
  const scope = createScope(`customer/${options.view.helpSessionId}`);
  const { helpSessionId } = options.view;
  let view = options.view;
  let kept = options.kept;
  let withdrawnHere: ReadonlySet<ConsentScope> = new Set(kept.withdrawn);
  let flow: Flow | null = null;
  let scopes: ScopesPopover | null = null;
  let media = "";
  let offlineToast: (() => void) | null = null;
  const changing = new Set<ConsentScope>();
  const refusedAsks = new Set<ConsentScope>();

  const given = () => givenScopes(view, withdrawnHere, hub.now());
  const nameOf = () => specialistOf(view)?.displayName ?? "";
  const stepHere = () => {
    const step = handover.currentStep();
    return step !== null && (kept.flowId === null || step.flowId === kept.flowId) ? step : null;
  };
  const keep = (change: Partial<Kept>) => {
    kept = { ...kept, ...change };
    writeKept(kept);
  };

  const mirror = createMirrorFeed({
    mayView: () => !scope.ended && given().has("view") && stepHere() !== null,
    currentStepId: () => stepHere()?.stepId ?? "",
    now: hub.now,
    send: async ({ envelope, layers }) => (await hub.calls.sendMirrorFrame({ helpSessionId, envelope, layers })).ok,
    onSent: (bytes) => {
      counters.mirrorFrames += 1;
      counters.mirrorBytes += bytes;
    },
  });
  const overlay = createOverlay(surface, mirror.placeOf);
  const bubble = createVideoBubble(surface);
  const frame = showFrame(surface, {
    onScopes: () => (scopes === null ? openScopes() : closeScopes()),
    onMute: () => {
      keep({ muted: !kept.muted });
      call.setMuted(kept.muted);
    },
    onChat: chat.toggle,
    onEnd: end,
  });
  const asked = createAskedPrompt(surface, nameOf, (one, yes) => {
    refusedAsks.add(one);
    if (yes) void give(one);
    else void hub.calls.declineScope({ helpSessionId, scope: one });
    settle();
  });
  const call = createCall({
    me: view.me,
    ice: view.ice,
    scope,
    muted: kept.muted,
    cameraOff: kept.cameraOff,
    asked: options.asked,
    sendSignal: (to, callId, signal) => {
      counters.signals += 1;
      void hub.calls.sendSignal({ helpSessionId, to: participantIdSchema.parse(to), callId: callIdSchema.parse(callId), signal });
    },
    onChange: () => {
      if (!scope.ended) show();
    },
    onTrouble: (what) => surface.toast(what === "no-microphone" ? copy.session.noMicrophone : copy.session.noCamera),
    onDeviceAsked: () => {
      counters.deviceRequests += 1;
    },
  });

  /** Makes everything that runs equal to what is consented now. What is no longer is stopped before this returns. */
  function settle(): void {
    if (scope.ended) return;
    const now = given();
    const step = stepHere();
    const peers = mediaPeers(view, now);
    mirror.apply(now.has("view") && step !== null ? flow : null, peers.length > 0 ? OFFER_FIRST_MS : 0);
    call.apply({ peers, voice: now.has("voice"), video: now.has("video"), share: now.has("share") });
    if (!now.has("point")) overlay.clearPointing();
    const secret = flow === null ? null : secretFields(flow);
    const listed = new Set<string>(flow?.steps.flatMap((one) => one.fields.map((field) => field.id)));
    overlay.setLocked(now.has("view") && step !== null && secret !== null ? (id) => secret.has(id) || !listed.has(id) : null);
    show();
    if (now.has("view") && step !== null && flow === null) void loadFlow(step.flowId);
  }

  async function loadFlow(flowId: string): Promise<void> {
    const loaded = await options.flows(flowId);
    if (loaded === null || scope.ended || stepHere()?.flowId !== flowId) return;
    flow = loaded;
    settle();
  }

  /** Draws; changes nothing that runs. */
  function show(): void {
    const now = given();
    const picture = call.picture();
    const watched = now.has("view") && stepHere() !== null;
    for (const one of refusedAsks) if (!view.asked.includes(one)) refusedAsks.delete(one);
    frame.render({
      name: nameOf(),
      watched,
      left: view.until === null ? null : remaining(view.until, hub.now()),
      recordConsented: now.has("record"),
      muted: picture.muted,
      unread: chat.unread(),
      scopesOpen: scopes !== null,
    });
    bubble.render({
      people: view.participants.flatMap((person) => {
        const stream = picture.remote.get(person.id);
        return stream === undefined ? [] : [{ id: person.id, name: person.displayName, role: person.role, stream }];
      }),
      showPictures: now.has("video"),
      playVoices: now.has("voice"),
      self: picture.self,
    });
    scopes?.render({ given: now, changing, sharing: picture.sharing, cameraOn: picture.cameraOn });
    asked.render(view.asked.filter((one) => !now.has(one) && !refusedAsks.has(one)));
    const nowMedia = JSON.stringify(picture.media);
    if (nowMedia !== media) {
      media = nowMedia;
      void hub.calls.setMediaState({ helpSessionId, media: picture.media });
    }
  }

  function openScopes(): void {
    scopes = showScopes(surface, {
      onToggle: (one) => {
        if (changing.has(one)) return;
        if (given().has(one)) withdraw(one);
        else if (hasWhatItNeeds(given(), one)) void give(one);
      },
      onShare: () => {
        const on = call.picture().sharing !== true;
        void call.share(on).then((sharing) => {
          if (on && !sharing) surface.toast(copy.session.shareRefused);
        });
      },
      onCamera: () => {
        const on = call.picture().cameraOn !== true;
        keep({ cameraOff: !on });
        call.setCamera(on);
      },
      onClose: closeScopes,
    });
    show();
  }

  function closeScopes(): void {
    scopes?.remove();
    scopes = null;
    show();
  }

  /** Stops here first, then tells the hub; unsent ones are told after the next rejoin. */
  function withdraw(one: ConsentScope): void {
    const before = given();
    const after = without(before, one);
    const gone = [...before].filter((other) => !after.has(other));
    withdrawnHere = new Set([...withdrawnHere, ...gone]);
    keep({ withdrawn: [...withdrawnHere] });
    settle();
    for (const other of gone) void tellWithdrawn(other);
  }

  async function tellWithdrawn(one: ConsentScope): Promise<void> {
    const reply = await hub.calls.changeConsent({ helpSessionId, scope: one, given: false });
    if (!reply.ok || scope.ended) return;
    view = reply.value;
    withdrawnHere = new Set([...withdrawnHere].filter((other) => other !== one));
    keep({ withdrawn: [...withdrawnHere] });
    settle();
  }

  /** Tells the hub first and starts on its answer. */
  async function give(one: ConsentScope): Promise<void> {
    changing.add(one);
    show();
    const reply = await hub.calls.changeConsent({ helpSessionId, scope: one, given: true });
    changing.delete(one);
    if (scope.ended) return;
    if (reply.ok) {
      withdrawnHere = new Set([...withdrawnHere].filter((other) => other !== one));
      keep({ withdrawn: [...withdrawnHere] });
      hear(reply.value);
    } else {
      surface.toast(copy.session.notChanged);
      show();
    }
  }

  function hear(next: CustomerSessionView): void {
    if (scope.ended || next.helpSessionId !== helpSessionId) return;
    const moves = expertMoves(view, next);
    view = next;
    if (view.status !== "active") {
      over(true);
      return;
    }
    for (const person of moves.joined) surface.toast(copy.session.joined(person.displayName));
    for (const person of moves.left) surface.toast(copy.session.gone(person.displayName));
    chat.setWith({ kind: "person", name: nameOf() });
    settle();
  }

  /** One tap, no question: everything stops here at once, then the hub is told. */
  function end(): void {
    if (scope.ended) return;
    keep({ ending: true });
    over(true, true);
    void hub.calls.endHelpSession({ helpSessionId }).then((reply) => {
      if (reply.ok || reply.error.code !== "no-hub") writeKept(null);
    });
  }

  function over(shown: boolean, keepUntilTold = false): void {
    if (scope.ended) return;
    stopHere();
    if (!keepUntilTold) writeKept(null);
    options.onOver(shown);
  }

  function stopHere(): void {
    mirror.apply(null, 0);
    scopes?.remove();
    scopes = null;
    scope.end();
  }

  /** After a lost connection: what the hub knows, then what it has not heard yet. */
  async function rejoin(): Promise<void> {
    const reply = await hub.calls.rejoin({ helpSessionId });
    if (scope.ended) return;
    if (!reply.ok) {
      if (reply.error.code !== "no-hub") over(true);
      return;
    }
    media = "";
    hear(reply.value);
    for (const one of withdrawnHere) void tellWithdrawn(one);
    mirror.keyframe();
    call.restart();
    void chat.catchUp();
  }

  let wasOnline = hub.status().kind === "online";
  scope.use(
    hub.onStatus((status) => {
      if (status.kind === "online") {
        offlineToast?.();
        offlineToast = null;
        if (!wasOnline) void rejoin();
        wasOnline = true;
      } else {
        if (wasOnline) offlineToast = surface.toast(copy.session.offline);
        wasOnline = false;
      }
    }),
  );
  scope.use(hub.on("session", hear));
  scope.use(
    hub.on("keyframe-wanted", (wanted) => {
      if (wanted.helpSessionId === helpSessionId) mirror.keyframe(wanted.afresh);
    }),
  );
  scope.use(
    hub.on("signal", ({ helpSessionId: id, from, callId, signal }) => {
      if (id === helpSessionId) call.receiveSignal(from, callId, signal);
    }),
  );
  scope.use(
    hub.on("pointing", (pointer) => {
      if (pointer.helpSessionId !== helpSessionId || !given().has("point") || stepHere() === null) return;
      overlay.point({ from: pointer.from, name: pointer.displayName, role: pointer.role, pointing: pointer.pointing }, labelOf);
    }),
  );
  const tick = setInterval(settle, SECOND_MS);
  scope.use(() => clearInterval(tick));
  scope.use(hideHelpButton());
  for (const part of [overlay, bubble, frame, asked]) scope.use(() => part.remove());

  function labelOf(fieldId: string): string {
    const step = stepHere();
    const fields = [
      ...(flow?.steps.find((one) => one.id === step?.stepId)?.fields ?? []),
      ...(flow?.steps.flatMap((one) => one.fields) ?? []),
    ];
    return fields.find((field) => field.id === fieldId)?.label[surface.language] ?? fieldId;
  }

  writeKept(kept);
  handover.keepSession(true);
  chat.setWith({ kind: "person", name: nameOf() });
  settle();
  for (const one of withdrawnHere) void tellWithdrawn(one);

  return {
    id: helpSessionId,
    stepChanged() {
      const step = stepHere();
      // Another flow has another definition.
      if (step !== null && flow !== null && flow.id !== step.flowId) flow = null;
      if (kept.flowId === null && step !== null) keep({ flowId: step.flowId });
      settle();
      frame.announce();
    },
    leavePage() {
      if (scope.ended) return;
      stopHere();
      void hub.calls.pageChanging({ helpSessionId });
    },
    end,
    refresh() {
      if (!scope.ended) show();
    },
    stats: () => call.stats(),
  };
}

/** Who is being helped need not ask for help: the tracker's button makes room until the returned function is called. */
function hideHelpButton(): () => void {
  const buttons = [...document.querySelectorAll<HTMLElement>("baton-help")];
  for (const button of buttons) button.hidden = true;
  return () => {
    for (const button of buttons) button.hidden = false;
  };
}
