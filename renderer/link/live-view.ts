/** What a screen is told of a live help session: plain data. The streams, peers and viewer behind it stay in `live-help-session.ts`. */
import type { PartyState } from "#shared/browser/peer-link/party.ts";
import type { ReplyError } from "#shared/contract/errors.ts";
import type { FieldState } from "#shared/model/fact.ts";
import type { ParticipantRole } from "#shared/model/help-session.ts";
import type { ParticipantId } from "#shared/model/ids.ts";
import type { MediaState } from "#shared/model/views.ts";
import type { DeviceFault } from "./media-devices.ts";

export type MirrorView =
  | { readonly kind: "off" }
  /** Asked for, no frame yet. */
  | { readonly kind: "waiting" }
  /** `lagMs`: frame made at the customer's → applied here, of the last frame that came live, by the hub's clock; null while not known. */
  | { readonly kind: "live"; readonly lagMs: number | null }
  | { readonly kind: "paused" }
  | { readonly kind: "stopped"; readonly because: "consent" | "page-change" | "ended" | "customer-away" }
  | { readonly kind: "fault" };

export type LiveView = {
  readonly status: "idle" | "joining" | "joined" | "failed" | "replaced";
  readonly error: ReplyError | null;
  readonly me: ParticipantId | null;
  readonly role: ParticipantRole | null;
  readonly mirror: MirrorView;
  /** How the fields of the mirrored page stand, by field id; empty while there is no live page. */
  readonly fieldStates: ReadonlyMap<string, FieldState>;
  /** Whose stream is there; the number grows with every other stream and every change of its tracks. The stream itself: `streamOf`. */
  readonly streams: ReadonlyMap<string, number>;
  readonly links: ReadonlyMap<string, PartyState>;
  readonly remoteMedia: ReadonlyMap<string, MediaState>;
  readonly local: MediaState;
  readonly deviceFault: DeviceFault | null;
  /** Worst link: round trip in milliseconds, lost share 0–1. Null before there is a path. */
  readonly network: { readonly rttMs: number; readonly lost01: number } | null;
  /** Field being guided to. */
  readonly guiding: string | null;
  readonly isPointing: boolean;
};

export const IDLE_VIEW: LiveView = {
  status: "idle",
  error: null,
  me: null,
  role: null,
  mirror: { kind: "off" },
  fieldStates: new Map(),
  streams: new Map(),
  links: new Map(),
  remoteMedia: new Map(),
  local: { audio: false, video: false, share: false },
  deviceFault: null,
  network: null,
  guiding: null,
  isPointing: false,
};
