/** What the desk knows, as one value. Live objects (sockets, streams, peers, viewers) are not here but in `renderer/link`, by id. */
import type { ErrorCode, ReplyError } from "#shared/contract/errors.ts";
import type { HubState, Settings } from "#shared/contract/ipc.ts";
import type { LexiconMatcher } from "#shared/domain/compliance/lexicon-matcher.ts";
import type { Flow } from "#shared/model/flow.ts";
import type { AlertId, FlowId, HelpSessionId, JourneyId, LexiconEntryId, ReleaseId } from "#shared/model/ids.ts";
import type { JourneyCard } from "#shared/model/journey.ts";
import type { LexiconEntry } from "#shared/model/lexicon.ts";
import type { Presence, Specialist, SpecialistRole } from "#shared/model/person.ts";
import type { AlertDetails, Colleague } from "#shared/model/views.ts";
import type { AlertFilter } from "./alert-filter.ts";
import { NO_FILTER } from "./alert-filter.ts";
import type { Lane } from "./alert-rows.ts";
import type { DraftsByCustomer } from "./contact-draft.ts";
import type { DeskLog } from "./desk-log.ts";
import { EMPTY_LOG } from "./desk-log.ts";
import type { StudioState } from "./studio-state.ts";
import { EMPTY_STUDIO } from "./studio-state.ts";

export type Phase =
  | { readonly kind: "starting" }
  | { readonly kind: "hub-failed"; readonly reason: string }
  | { readonly kind: "signed-out"; readonly because?: ErrorCode }
  /** Signed in, waiting for the first snapshot and the content. */
  | { readonly kind: "entering" }
  | { readonly kind: "refused"; readonly code: ErrorCode }
  | { readonly kind: "ready" };

export type DeskContent = {
  readonly releaseId: ReleaseId;
  readonly flows: ReadonlyMap<FlowId, Flow>;
  readonly lexicon: ReadonlyMap<LexiconEntryId, LexiconEntry>;
  readonly matcher: LexiconMatcher;
  readonly timeZone: string;
};

/** The capsule under the cursor. While a newer reading is under way the last one stays. */
export type Capsule = {
  readonly alertId: AlertId;
  readonly details: AlertDetails | null;
  readonly status: "loading" | "ready" | "failed";
  readonly error?: ReplyError;
  /** Host time when the reading began, epoch ms: after five seconds the screen says what is slow. */
  readonly askedAt: number;
};

export type Screen = "alerts" | "help-session" | "studio" | "settings";
export type CustomerPart = "card" | "journeys" | "ledger";
export type Overlay =
  | "keys"
  | "palette"
  | "hand-over"
  | "snooze"
  | "drawer"
  | "account"
  | "filter-flow"
  | "filter-behaviour"
  | "order"
  | "sms"
  | "call";

/** `call`: somebody waits for this person; it and `bad` stay until they are answered or dismissed. */
export type Notice = {
  readonly id: number;
  readonly text: string;
  readonly tone: "plain" | "ok" | "bad" | "call";
  readonly detail?: string;
  /** Where its action leads. */
  readonly openSession?: HelpSessionId;
};

export type DeskState = {
  readonly profile: string;
  readonly platform: "darwin" | "win32" | "linux";
  readonly versions: { readonly app: string; readonly electron: string; readonly chrome: string };
  readonly settings: Settings;
  readonly systemDark: boolean;
  readonly hub: HubState;
  readonly tokenKept: "keyring" | "run";
  readonly phase: Phase;
  /** `online` only while calls can be answered. */
  readonly link: "connecting" | "online" | "offline";
  readonly isSyncing: boolean;
  readonly me: Specialist | null;
  readonly presence: Presence;
  readonly content: DeskContent | null;
  readonly log: DeskLog;
  /** The latest card of every journey this desk was shown, not numbered: replaced whole. */
  readonly journeys: ReadonlyMap<JourneyId, JourneyCard>;
  readonly colleagues: readonly Colleague[];
  readonly screen: Screen;
  readonly lane: Lane;
  readonly filter: AlertFilter;
  readonly selected: AlertId | null;
  readonly capsule: Capsule | null;
  /** Alerts with a command on its way. */
  readonly busy: ReadonlySet<AlertId>;
  readonly helpSessionId: HelpSessionId | null;
  /** What of the customer is shown beside an alert; stays from one to the next. */
  readonly customerPart: CustomerPart;
  /** Texts and calls being written, until they have arrived. */
  readonly contactDrafts: DraftsByCustomer;
  readonly studio: StudioState;
  readonly overlay: Overlay | null;
  readonly notices: readonly Notice[];
  readonly windowFocused: boolean;
};

/** The first screen of a role: experts have no breakpoints, they are asked into sessions. */
export function homeOf(role: SpecialistRole): Screen {
  return role === "expert" ? "help-session" : "alerts";
}

export const INITIAL_SETTINGS: Settings = {
  hubUrl: null,
  language: "zh-CN",
  theme: "system",
  devices: { microphoneId: null, cameraId: null, speakerId: null },
  notifications: { desktop: true, sound: false },
  myLimits: {},
  alertOrder: "newest",
  window: { width: 1440, height: 900, x: null, y: null, maximized: false },
  lastSpecialistId: null,
  returnsAs: null,
};

export const INITIAL_STATE: DeskState = {
  profile: "default",
  platform: "linux",
  versions: { app: "", electron: "", chrome: "" },
  settings: INITIAL_SETTINGS,
  systemDark: false,
  hub: { status: "starting", since: 0 },
  tokenKept: "run",
  phase: { kind: "starting" },
  link: "connecting",
  isSyncing: false,
  me: null,
  presence: "online",
  content: null,
  log: EMPTY_LOG,
  journeys: new Map(),
  colleagues: [],
  screen: "alerts",
  lane: "mine",
  filter: NO_FILTER,
  selected: null,
  capsule: null,
  busy: new Set(),
  helpSessionId: null,
  customerPart: "card",
  contactDrafts: new Map(),
  studio: EMPTY_STUDIO,
  overlay: null,
  notices: [],
  windowFocused: true,
};

/** What is forgotten when somebody signs out or another person signs in. */
export const SIGNED_OUT: Partial<DeskState> = {
  me: null,
  content: null,
  log: EMPTY_LOG,
  journeys: new Map(),
  colleagues: [],
  screen: "alerts",
  lane: "mine",
  filter: NO_FILTER,
  selected: null,
  capsule: null,
  busy: new Set(),
  helpSessionId: null,
  customerPart: "card",
  contactDrafts: new Map(),
  studio: EMPTY_STUDIO,
  overlay: null,
  notices: [],
  link: "connecting",
  isSyncing: false,
};
