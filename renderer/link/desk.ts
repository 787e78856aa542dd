/**
 * The desk: one store, one link to the hub, one bridge to the desktop, and the deeds the screens can ask for.
 *
 * Owns starting, signing in and out, connecting, settings. The log is kept whole by `log-keeper.ts`; deeds on alerts are `alert-deeds.ts`,
 * live help sessions `live-help-session.ts`, notifications `notifier.ts`.
 */
import type { StoreApi } from "zustand/vanilla";
import { createStore } from "zustand/vanilla";
import type { HubLink, HubLinkStatus } from "#shared/browser/hub-link.ts";
import type { DeskHubCalls, DeskHubEvents, FirstView } from "#shared/contract/desk-hub.ts";
import type { Reply } from "#shared/contract/errors.ts";
import { refuse } from "#shared/contract/errors.ts";
import type { DeskBridge, HubState, Settings } from "#shared/contract/ipc.ts";
import { laterLexiconMatcher } from "#shared/domain/compliance/lexicon-matcher.ts";
import { MINUTE_MS } from "#shared/lib/duration.ts";
import type { Scope } from "#shared/lib/scope.ts";
import { createScope } from "#shared/lib/scope.ts";
import type { AlertId, HelpSessionId, SpecialistId } from "#shared/model/ids.ts";
import type { Presence, Specialist } from "#shared/model/person.ts";
import { copyOf } from "../copy/copy.ts";
import { lanesOf } from "../state/alert-rows.ts";
import { applySnapshot } from "../state/desk-log.ts";
import type { DeskState, Notice } from "../state/desk-state.ts";
import { homeOf, INITIAL_STATE, SIGNED_OUT } from "../state/desk-state.ts";
import { openSessions } from "../state/help-session-view.ts";
import { hubTime } from "../state/hub-time.ts";
import { createAlertDeeds } from "./alert-deeds.ts";
import { createContactDeeds } from "./contact-deeds.ts";
import { readFirstView } from "./first-view.ts";
import type { LiveParts } from "./live-help-session.ts";
import { createLiveHelpSessions } from "./live-help-sessions.ts";
import { keepLog } from "./log-keeper.ts";
import { watchForNotices } from "./notifier.ts";
import { watchSessions } from "./session-notices.ts";
import type { SignIn } from "./sign-in.ts";
import { createStudioDeeds } from "./studio-deeds.ts";

export type DeskLink = HubLink<DeskHubCalls, DeskHubEvents>;

export type DeskParts = {
  readonly bridge: DeskBridge;
  readonly connect: (url: string, token: string) => DeskLink;
  readonly signIn: SignIn;
  readonly live: LiveParts;
};

export type DeskStore = StoreApi<DeskState>;
export type Desk = ReturnType<typeof createDesk>;

/** What the modules beside this one share. */
export type DeskContext = {
  readonly store: DeskStore;
  readonly bridge: DeskBridge;
  /** The link, or null while signed out. */
  readonly link: () => DeskLink | null;
  readonly notify: (text: string, tone?: Notice["tone"], detail?: string) => void;
  /** Shows a notice; answers the id to dismiss it by. */
  readonly announce: (notice: Omit<Notice, "id">) => number;
  readonly dismiss: (id: number) => void;
};

export function createDesk({ bridge, connect, signIn, live: liveParts }: DeskParts) {
  const store: DeskStore = createStore(() => INITIAL_STATE);
  const set = (patch: Partial<DeskState>) => store.setState(patch);
  const get = store.getState;
  const scope = createScope("desk");
  let linkScope: Scope | null = null;
  let link: DeskLink | null = null;
  /** The address `link` goes to. */
  let linkedTo: string | null = null;
  let noticeId = 0;

  function dismiss(id: number): void {
    set({ notices: get().notices.filter((notice) => notice.id !== id) });
  }

  function announce(notice: Omit<Notice, "id">): number {
    const id = ++noticeId;
    // A newer one takes the place of those that would go by themselves.
    set({
      notices: [
        ...get()
          .notices.filter((known) => known.tone === "bad" || known.tone === "call")
          .slice(-3),
        { ...notice, id },
      ],
    });
    return id;
  }

  function notify(text: string, tone: Notice["tone"] = "plain", detail?: string): void {
    announce({ text, tone, ...(detail === undefined ? {} : { detail }) });
  }

  const context: DeskContext = { store, bridge, link: () => link, notify, announce, dismiss };
  const live = createLiveHelpSessions(context, liveParts);
  const alerts = createAlertDeeds(context, live.open);
  const contacts = createContactDeeds(context, alerts.read);
  const studio = createStudioDeeds(context, {
    signOut: () => void signOutNow(),
    closeWindow: () => void bridge.calls.controlWindow({ action: "close" }),
  });

  const { takePush, resume } = keepLog(context, studio);

  // What one works with ---------------------------------------------------------------------------------------------------------------

  function takeContent({ me, flows, lexicon, releaseId, timeZone, hubNow }: FirstView["content"]): void {
    hubTime.freeze(false);
    hubTime.sync(hubNow);
    const known = get();
    // Nothing to draw again.
    if (known.content?.releaseId === releaseId && known.me?.id === me.id) return;
    const content =
      known.content?.releaseId === releaseId
        ? known.content
        : {
            releaseId,
            flows: new Map(flows.map((flow) => [flow.id, flow])),
            lexicon: new Map(lexicon.map((entry) => [entry.id, entry])),
            matcher: laterLexiconMatcher(lexicon),
            timeZone,
          };
    set({ me, content, ...(known.me?.id === me.id ? {} : { lane: lanesOf(me)[0] ?? "mine", screen: homeOf(me.role) }) });
  }

  /** What the desktop asked for beside the start is on screen before the connection; that goes on from where it stands. */
  function enterWith(view: FirstView): void {
    takeContent(view.content);
    set({ log: applySnapshot(get().log, view.snapshot, view.content.me.id), phase: { kind: "ready" } });
  }

  // The link ------------------------------------------------------------------------------------------------------------------------

  function disconnect(): void {
    linkScope?.end();
    linkScope = null;
    link = null;
    linkedTo = null;
    live.endAll();
  }

  function connectWith(token: string): void {
    const { hub } = get();
    if (hub.status !== "ready") return;
    linkScope?.end();
    const inner = scope.child("desk-link");
    const made = connect(hub.url, token);
    linkScope = inner;
    link = made;
    linkedTo = hub.url;
    inner.use(() => made.end());
    inner.use(made.on("log", takePush));
    inner.use(made.on("journey", alerts.takeJourney));
    inner.use(made.on("studio-run", studio.takeRun));
    inner.use(
      made.on("scope-declined", ({ helpSessionId, scope: one }) => {
        const { helpSession: words } = copyOf(get().settings.language);
        announce({ text: words.scopeDeclined(words.scope[one]), tone: "plain", openSession: helpSessionId });
      }),
    );
    live.listen(made, inner);
    set({ link: "connecting", ...(get().phase.kind === "ready" ? {} : { phase: { kind: "entering" } }) });
    inner.use(made.onStatus((status) => void onStatus(made, status)));
  }

  async function onStatus(of: DeskLink, status: HubLinkStatus): Promise<void> {
    if (link !== of) return;
    if (status.kind === "refused") {
      disconnect();
      if (status.code === "not-authenticated" || status.code === "token-expired" || status.code === "no-such-specialist") {
        await Promise.all([bridge.calls.keepToken({ token: null }), changeSettings({ returnsAs: null })]);
        set({ ...SIGNED_OUT, phase: { kind: "signed-out", because: status.code } });
      } else set({ phase: { kind: "refused", code: status.code } });
      return;
    }
    if (status.kind === "offline") {
      hubTime.freeze(true);
      set({ link: "offline" });
      studio.linkLost();
      return;
    }
    if (status.kind === "online") await onOnline(of);
  }

  async function onOnline(of: DeskLink): Promise<void> {
    // Both at once: neither answer needs the other.
    const resumed = of.calls.resume({ cursor: get().log.seq });
    const reply = await of.calls.deskContent({});
    if (link !== of) return;
    if (!reply.ok) {
      // A connection that cannot answer is tried again by connecting anew; until then the desk stays offline.
      set({ link: "offline" });
      setTimeout(() => link === of && of.status().kind === "online" && void onOnline(of), 1_000);
      return;
    }
    takeContent(reply.value);
    await resume(resumed);
    if (link !== of) return;
    set({ link: "online", phase: { kind: "ready" } });
    if (get().presence !== "offline") void of.calls.setPresence({ presence: get().presence as Exclude<Presence, "offline"> });
    void refreshColleagues();
    alerts.reopen();
    live.rejoinAll();
  }

  async function refreshColleagues(): Promise<void> {
    const reply = await (link?.calls.colleagues({}) ?? Promise.resolve(refuse("no-hub")));
    if (reply.ok) set({ colleagues: reply.value.colleagues });
  }

  // Signing in ----------------------------------------------------------------------------------------------------------------------

  async function identities(): Promise<Reply<readonly Specialist[]>> {
    const { hub } = get();
    if (hub.status !== "ready") return refuse("no-hub");
    return hub.launchToken === null ? refuse("not-authenticated") : signIn.identities(hub.url, hub.launchToken);
  }

  async function signInAs(specialistId: SpecialistId): Promise<Reply<null>> {
    const { hub } = get();
    if (hub.status !== "ready" || hub.launchToken === null) return refuse("no-hub");
    const reply = await signIn.signIn(hub.url, hub.launchToken, specialistId);
    if (!reply.ok) return reply;
    const kept = await bridge.calls.keepToken({ token: reply.value.token });
    // Chosen twice: one entering is enough.
    if (link !== null) return { ok: true, value: null };
    set({ ...SIGNED_OUT, presence: "online", ...(kept.ok ? { tokenKept: kept.value.kept } : {}), phase: { kind: "entering" } });
    const { lastSpecialistId, returnsAs } = get().settings;
    // Written when it says something new: a start that signs in again does not wait for a disk.
    if (lastSpecialistId !== specialistId || returnsAs !== specialistId)
      void changeSettings({ lastSpecialistId: specialistId, returnsAs: specialistId });
    connectWith(reply.value.token);
    return { ok: true, value: null };
  }

  /** Asks first when something in 编排 is not saved. */
  async function signOut(): Promise<void> {
    if (studio.leaveToSignOut()) await signOutNow();
  }

  async function signOutNow(): Promise<void> {
    disconnect();
    await Promise.all([bridge.calls.keepToken({ token: null }), changeSettings({ returnsAs: null })]);
    set({ ...SIGNED_OUT, phase: { kind: "signed-out" } });
  }

  async function onHub(hub: HubState): Promise<void> {
    set({ hub });
    if (hub.status === "failed") return void (link === null && set({ phase: { kind: "hub-failed", reason: hub.reason } }));
    if (hub.status === "starting") return void (link === null && set({ phase: { kind: "starting" } }));
    if (linkedTo === hub.url) return;
    const token = await bridge.calls.keptToken({});
    // Heard of the same hub twice: one connection is enough.
    if (linkedTo === hub.url) return;
    if (token.ok) set({ tokenKept: token.value.kept });
    if (token.ok && token.value.token !== null) {
      const view = link === null ? readFirstView(token.value.firstView, Date.now()) : null;
      if (view !== null) enterWith(view);
      return connectWith(token.value.token);
    }
    if (link === null && get().hub.status === "ready") set({ phase: { kind: "signed-out" } });
  }

  async function changeSettings(patch: Partial<Settings>): Promise<Reply<null>> {
    const reply = await bridge.calls.changeSettings(patch);
    if (!reply.ok) return reply;
    set({ settings: reply.value.settings });
    return { ok: true, value: null };
  }

  async function setPresence(presence: Exclude<Presence, "offline">): Promise<void> {
    const before = get().presence;
    set({ presence });
    const reply = await (link?.calls.setPresence({ presence }) ?? Promise.resolve(refuse("no-hub")));
    if (!reply.ok) set({ presence: before });
  }

  function openHelpSession(id: HelpSessionId): void {
    set({ helpSessionId: id, screen: "help-session", overlay: null });
    live.open(id);
  }

  /** The open session of an alert that this person has a part in: where a notification about it leads. */
  function calledFor(alertId: AlertId): HelpSessionId | null {
    const { me, log } = get();
    return (me === null ? [] : openSessions(log, me.id)).find((session) => session.alertId === alertId)?.id ?? null;
  }

  async function start(): Promise<void> {
    const info = await bridge.calls.startInfo({});
    // After that answer, so that what was told since comes after it: the bridge keeps it until somebody listens.
    scope.use(bridge.on("hub-state", (hub) => void onHub(hub)));
    scope.use(bridge.on("settings-changed", (settings) => set({ settings })));
    scope.use(bridge.on("system-dark", ({ dark }) => set({ systemDark: dark })));
    scope.use(bridge.on("window-focus", ({ focused }) => set({ windowFocused: focused })));
    scope.use(
      bridge.on("notification-clicked", ({ alertId }) => {
        const session = calledFor(alertId);
        if (session !== null) return openHelpSession(session);
        set({ screen: "alerts", overlay: null });
        void alerts.select(alertId);
      }),
    );
    scope.use(watchForNotices(context));
    scope.use(watchSessions(context));
    const colleaguesTimer = setInterval(() => get().link === "online" && void refreshColleagues(), MINUTE_MS);
    scope.use(() => clearInterval(colleaguesTimer));
    if (!info.ok) return set({ phase: { kind: "hub-failed", reason: info.error.code } });
    const { profile, platform, versions, settings, systemDark, hub } = info.value;
    set({ profile, platform, versions, settings, systemDark });
    await onHub(hub);
  }

  return {
    store,
    alerts,
    contacts,
    studio,
    live,
    start,
    identities,
    signInAs,
    signOut,
    setPresence,
    changeSettings,
    refreshColleagues,
    dismiss,
    notify,
    bridge,
    /** The typed calls, or null while signed out. */
    calls: () => link?.calls ?? null,
    retryHub: () => void bridge.calls.retryHub({}),
    go: (screen: DeskState["screen"]) => studio.leaveTo(screen) && set({ screen, overlay: null }),
    /** The first screen of whoever is signed in. */
    goHome: () => set({ screen: homeOf(get().me?.role ?? "manager"), overlay: null }),
    openHelpSession,
    set,
    end() {
      disconnect();
      scope.end();
    },
  };
}
