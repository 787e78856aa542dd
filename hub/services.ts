/** What the gateways may call: the hub's services under one type. Built in `compose.ts`, the only place that knows them all. */
import type { ReleaseId } from "#shared/model/ids.ts";
import type { Audit } from "./audit/audit.ts";
import type { LiveLinks } from "./bus/live-links.ts";
import type { Content } from "./content/content.ts";
import type { ContactOffice } from "./decide/contact-office.ts";
import type { NeedScores } from "./decide/need-scores.ts";
import type { AlertDesk } from "./dispatch/alert-desk.ts";
import type { CustomerHistoryDesk } from "./dispatch/customer-history.ts";
import type { DeskLog } from "./dispatch/desk-log.ts";
import type { PresenceBook } from "./dispatch/presence.ts";
import type { Tokens } from "./gateway/tokens.ts";
import type { Guidance } from "./guidance/guidance.ts";
import type { ChatDesk } from "./help-session/chat-desk.ts";
import type { HelpSessions } from "./help-session/help-sessions.ts";
import type { Background } from "./platform/background.ts";
import type { Deadlines } from "./platform/deadlines.ts";
import type { Log } from "./platform/log.ts";
import type { Metrics } from "./platform/metrics.ts";
import type { StudioDesk } from "./studio/studio-desk.ts";
import type { Intake } from "./watch/intake.ts";
import type { Policies } from "./watch/policies.ts";

export type HubServices = {
  /** Epoch milliseconds, the hub's clock. */
  readonly now: () => number;
  readonly log: Log;
  readonly metrics: Metrics;
  readonly content: Content;
  readonly releaseId: ReleaseId;
  readonly tokens: Tokens;
  readonly links: LiveLinks;
  readonly background: Background;
  readonly deadlines: Deadlines;
  readonly audit: Audit;
  readonly deskLog: DeskLog;
  readonly presence: PresenceBook;
  readonly policies: Policies;
  readonly scores: NeedScores;
  readonly intake: Intake;
  readonly alerts: AlertDesk;
  readonly sessions: HelpSessions;
  readonly chat: ChatDesk;
  readonly guidance: Guidance;
  readonly contacts: ContactOffice;
  readonly studio: StudioDesk;
  readonly history: CustomerHistoryDesk;
};
