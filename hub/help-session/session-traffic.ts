/**
 * What flows between the participants of a help session: mirror frames, call signals, media states, pointing.
 *
 * Owns the gate on each: membership, presence and consent, asked anew for every message. Nothing here is kept.
 */

import type { Reply } from "#shared/contract/errors.ts";
import { refuse } from "#shared/contract/errors.ts";
import { permits } from "#shared/domain/consent/consents.ts";
import { findParticipant, seatOf } from "#shared/domain/help-session/transitions.ts";
import type { HelpSession } from "#shared/model/help-session.ts";
import type { CallId, CustomerId, HelpSessionId, JourneyId, ParticipantId } from "#shared/model/ids.ts";
import type { MirrorFrame, MirrorPosition, Pointing } from "#shared/model/mirror.ts";
import type { Specialist } from "#shared/model/person.ts";
import { MAX_LAYER_BYTES } from "#shared/model/plain-values.ts";
import type { MediaState } from "#shared/model/views.ts";
import type { CustomerLink, DeskLink, LiveLinks } from "../bus/live-links.ts";
import type { Metrics } from "../platform/metrics.ts";
import type { MirrorRelay } from "./mirror-relay.ts";
import { CUSTOMER } from "./session-book.ts";
import type { SessionSeats } from "./session-seats.ts";

type Nothing = Reply<Record<string, never>>;
type SignalInput = { readonly helpSessionId: HelpSessionId; readonly to: ParticipantId; readonly callId: CallId; readonly signal: string };
type Page = { readonly journeyId: JourneyId; readonly customerId: CustomerId | null; readonly link: CustomerLink };

/** `refused`: the frame this window could not apply. */
export type MirrorWish = { readonly helpSessionId: HelpSessionId; readonly on: boolean; readonly refused?: MirrorPosition | undefined };

export type SessionTraffic = {
  mirrorFrame(page: Page, id: HelpSessionId, frame: MirrorFrame): Nothing;
  viewMirror(specialist: Specialist, link: DeskLink, wish: MirrorWish): Nothing;
  signalFromCustomer(page: Page, input: SignalInput): Nothing;
  signalFromStaff(specialist: Specialist, input: SignalInput): Nothing;
  mediaStateOfCustomer(page: Page, input: { helpSessionId: HelpSessionId; media: MediaState }): Nothing;
  mediaStateOfStaff(specialist: Specialist, input: { helpSessionId: HelpSessionId; media: MediaState }): Nothing;
  point(specialist: Specialist, id: HelpSessionId, pointing: Pointing): Nothing;
};

const done = { ok: true, value: {} } as const;

export function createSessionTraffic(options: {
  readonly open: ReadonlyMap<HelpSessionId, HelpSession>;
  readonly relay: MirrorRelay;
  readonly seats: SessionSeats;
  readonly links: LiveLinks;
  readonly metrics: Metrics;
  readonly now: () => number;
}): SessionTraffic {
  const { open, relay, seats, links, metrics, now } = options;

  const sizeOf = (frame: MirrorFrame) => Object.values(frame.layers).reduce((sum, body) => sum + (body?.byteLength ?? 0), 0);
  const hasCall = (session: HelpSession) => (["voice", "video", "share"] as const).some((scope) => permits(session.consents, scope, now()));

  /** The running session of this page, or why it may not send. */
  function customerSession(page: Page, id: HelpSessionId): Reply<HelpSession> {
    const session = open.get(id);
    if (!session || session.journeyId !== page.journeyId) return refuse("no-such-help-session");
    return session.state.status === "active" ? { ok: true, value: session } : refuse("help-session-over");
  }

  function staffSession(
    specialist: Specialist,
    id: HelpSessionId,
  ): Reply<{ session: HelpSession; me: ParticipantId; role: HelpSession["participants"][number]["role"] }> {
    const session = open.get(id);
    const seat = session ? seatOf(session, specialist.id) : undefined;
    if (!session) return refuse("no-such-help-session");
    if (!seat || seat.status === "invited" || seat.status === "left" || seat.status === "declined") return refuse("not-a-participant");
    return session.state.status === "active" ? { ok: true, value: { session, me: seat.id, role: seat.role } } : refuse("help-session-over");
  }

  /** Sends one event to a participant's page or to the window that has their seat; false when there is none. */
  function toParticipant(session: HelpSession, to: ParticipantId, event: "signal" | "media-state", payload: never): boolean {
    if (to === CUSTOMER) {
      const pages = links.customers.of(session.journeyId);
      for (const page of pages) page.emit(event, payload);
      return pages.length > 0;
    }
    const specialistId = findParticipant(session, to)?.specialistId;
    if (specialistId === undefined) return false;
    const all = links.desks.of(specialistId).filter((link) => link.onlyHelpSession === null || link.onlyHelpSession === session.id);
    const holder = seats.holder(session.id, specialistId);
    const desks = all.some((link) => link.id === holder) ? all.filter((link) => link.id === holder) : all;
    for (const desk of desks) desk.emit(event, payload);
    return desks.length > 0;
  }

  function relaySignal(session: HelpSession, from: ParticipantId, { to, callId, signal }: SignalInput): Nothing {
    const involvesCustomer = from === CUSTOMER || to === CUSTOMER;
    if (involvesCustomer && !hasCall(session)) {
      metrics.signalsRefused.inc();
      return refuse("no-consent");
    }
    const receiver = findParticipant(session, to);
    if (receiver?.status !== "present") return refuse("participant-away");
    metrics.signalsForwarded.inc();
    const reached = toParticipant(session, to, "signal", { helpSessionId: session.id, from, callId, signal } as never);
    return reached ? done : refuse("participant-away");
  }

  function shareMediaState(session: HelpSession, from: ParticipantId, media: MediaState): Nothing {
    for (const participant of session.participants) {
      if (participant.id !== from && participant.status === "present") {
        toParticipant(session, participant.id, "media-state", { helpSessionId: session.id, participantId: from, media } as never);
      }
    }
    return done;
  }

  const askKeyframe = (session: HelpSession, afresh: boolean) => {
    for (const page of links.customers.of(session.journeyId))
      page.emit("keyframe-wanted", { helpSessionId: session.id, ...(afresh ? { afresh } : {}) });
  };

  return {
    mirrorFrame(page, id, frame) {
      const session = customerSession(page, id);
      const mayView = session.ok && permits(session.value.consents, "view", now());
      if (!session.ok || !mayView) {
        metrics.mirrorFramesRefused.inc();
        metrics.mirrorBytesRefused.inc(sizeOf(frame));
        return session.ok ? refuse("no-consent") : session;
      }
      if (Object.values(frame.layers).some((body) => (body?.byteLength ?? 0) > MAX_LAYER_BYTES))
        return refuse("too-large", { maxBytes: MAX_LAYER_BYTES });
      if (relay.accept(id, frame).wantsKeyframe) page.link.emit("keyframe-wanted", { helpSessionId: id });
      return done;
    },
    viewMirror(specialist, link, { helpSessionId: id, on, refused }) {
      if (!on) {
        relay.unview(id, link.id);
        return done;
      }
      const staff = staffSession(specialist, id);
      if (!staff.ok) return staff;
      const { session, role } = staff.value;
      if (!permits(session.consents, "view", now())) return refuse("no-consent");
      const afresh = refused !== undefined && relay.forget(id, refused);
      if (relay.view(id, link, role).wantsKeyframe) askKeyframe(session, afresh);
      return done;
    },
    signalFromCustomer(page, input) {
      const session = customerSession(page, input.helpSessionId);
      return session.ok ? relaySignal(session.value, CUSTOMER, input) : session;
    },
    signalFromStaff(specialist, input) {
      const staff = staffSession(specialist, input.helpSessionId);
      return staff.ok ? relaySignal(staff.value.session, staff.value.me, input) : staff;
    },
    mediaStateOfCustomer(page, { helpSessionId, media }) {
      const session = customerSession(page, helpSessionId);
      return session.ok ? shareMediaState(session.value, CUSTOMER, media) : session;
    },
    mediaStateOfStaff(specialist, { helpSessionId, media }) {
      const staff = staffSession(specialist, helpSessionId);
      return staff.ok ? shareMediaState(staff.value.session, staff.value.me, media) : staff;
    },
    point(specialist, id, pointing) {
      const staff = staffSession(specialist, id);
      if (!staff.ok) return staff;
      const { session, me, role } = staff.value;
      if (!permits(session.consents, "point", now())) return refuse("no-consent");
      for (const page of links.customers.of(session.journeyId)) {
        page.emit("pointing", { helpSessionId: id, from: me, displayName: specialist.name, role, pointing });
      }
      return done;
    },
  };
}
