/** Tables of the hub's store: column types that both SQLite and PostgreSQL have (text, integer, double precision). JSON travels as text. */
import type { Generated } from "kysely";

export type Tables = {
  journeys: {
    id: string;
    secret_hash: string;
    customer_id: string | null;
    flow_id: string | null;
    created_at: number;
    policy_version: string | null;
  };
  /** Detection policies that are or were in force, limits learned included; a journey names the one it began under. */
  policies: {
    version: string;
    in_force_since: number;
    learned_from: number | null;
    learned_until: number | null;
    journeys: number;
    demo_journeys: number;
    body: string;
  };
  alerts: {
    id: string;
    alert_key: string;
    journey_id: string;
    status: string;
    raised_at: number;
    revision: number;
    readers: string;
    body: string;
  };
  help_sessions: {
    id: string;
    alert_id: string;
    journey_id: string;
    customer_id: string | null;
    status: string;
    started_at: number;
    revision: number;
    body: string;
  };
  desk_log: { seq: number; at: number; readers: string; change: string };
  chat: { id: string; journey_id: string; help_session_id: string | null; at: number; readers: string; body: string };
  interceptions: { id: string; help_session_id: string; at: number; readers: string; body: string };
  contacts: {
    id: string;
    customer_id: string;
    at: number;
    channel: string;
    outcome: string;
    about: string;
    by_whom: string;
    note: string | null;
    delivery: string | null;
    /** JSON. */
    against: string | null;
  };
  step_times: { journey_id: string; flow_id: string; step_id: string; visit: number; spent_ms: number; at: number };
  point_feedback: {
    id: Generated<number>;
    point_id: string;
    specialist_id: string;
    alert_id: string | null;
    help_session_id: string | null;
    verdict: string;
    at: number;
  };
  audit: { seq: number; at: number; actor: string; action: string; subject: string; detail: string; previous_hash: string; hash: string };
  content_drafts: {
    id: string;
    file: string;
    author_id: string;
    created_at: number;
    saved_at: number;
    saved_by: string;
    revision: number;
    base_release: string;
    body: string;
    /** Null while it is there. */
    deleted_at: number | null;
  };
  settings: { name: string; value: string };
  webhook_deliveries: {
    endpoint: string;
    event_id: string;
    body: string;
    /** `waiting`, `delivered` (kept a while, so that nothing is told twice) or `given-up`. */
    status: string;
    attempts: number;
    created_at: number;
    next_at: number;
    last_fault: string | null;
  };
};
