/** Migrations, oldest first, run in one go at start. They use only what SQLite and PostgreSQL both have. Never edit one that has shipped: add the next. */
import type { Kysely, Migration } from "kysely";

export const migrations: Record<string, Migration> = {
  "0001-first": {
    async up(db: Kysely<unknown>) {
      await db.schema
        .createTable("journeys")
        .addColumn("id", "text", (c) => c.primaryKey())
        .addColumn("secret_hash", "text", (c) => c.notNull())
        .addColumn("customer_id", "text")
        .addColumn("flow_id", "text")
        .addColumn("created_at", "bigint", (c) => c.notNull())
        .execute();
      await db.schema
        .createTable("alerts")
        .addColumn("id", "text", (c) => c.primaryKey())
        .addColumn("alert_key", "text", (c) => c.notNull().unique())
        .addColumn("journey_id", "text", (c) => c.notNull())
        .addColumn("status", "text", (c) => c.notNull())
        .addColumn("raised_at", "bigint", (c) => c.notNull())
        .addColumn("revision", "integer", (c) => c.notNull())
        .addColumn("readers", "text", (c) => c.notNull())
        .addColumn("body", "text", (c) => c.notNull())
        .execute();
      await db.schema.createIndex("alerts_by_journey").on("alerts").column("journey_id").execute();
      await db.schema.createIndex("alerts_by_status").on("alerts").columns(["status", "raised_at"]).execute();
      await db.schema
        .createTable("help_sessions")
        .addColumn("id", "text", (c) => c.primaryKey())
        .addColumn("alert_id", "text", (c) => c.notNull())
        .addColumn("journey_id", "text", (c) => c.notNull())
        .addColumn("customer_id", "text")
        .addColumn("status", "text", (c) => c.notNull())
        .addColumn("started_at", "bigint", (c) => c.notNull())
        .addColumn("revision", "integer", (c) => c.notNull())
        .addColumn("body", "text", (c) => c.notNull())
        .execute();
      await db.schema.createIndex("help_sessions_by_status").on("help_sessions").columns(["status", "started_at"]).execute();
      await db.schema
        .createTable("desk_log")
        .addColumn("seq", "bigint", (c) => c.primaryKey())
        .addColumn("at", "bigint", (c) => c.notNull())
        .addColumn("readers", "text", (c) => c.notNull())
        .addColumn("change", "text", (c) => c.notNull())
        .execute();
      await db.schema
        .createTable("chat")
        .addColumn("id", "text", (c) => c.primaryKey())
        .addColumn("journey_id", "text", (c) => c.notNull())
        .addColumn("help_session_id", "text")
        .addColumn("at", "bigint", (c) => c.notNull())
        .addColumn("readers", "text", (c) => c.notNull())
        .addColumn("body", "text", (c) => c.notNull())
        .execute();
      await db.schema.createIndex("chat_by_journey").on("chat").columns(["journey_id", "at"]).execute();
      await db.schema
        .createTable("interceptions")
        .addColumn("id", "text", (c) => c.primaryKey())
        .addColumn("help_session_id", "text", (c) => c.notNull())
        .addColumn("at", "bigint", (c) => c.notNull())
        .addColumn("readers", "text", (c) => c.notNull())
        .addColumn("body", "text", (c) => c.notNull())
        .execute();
      await db.schema
        .createTable("contacts")
        .addColumn("id", "text", (c) => c.primaryKey())
        .addColumn("customer_id", "text", (c) => c.notNull())
        .addColumn("at", "bigint", (c) => c.notNull())
        .addColumn("channel", "text", (c) => c.notNull())
        .addColumn("outcome", "text", (c) => c.notNull())
        .addColumn("about", "text", (c) => c.notNull())
        .addColumn("by_whom", "text", (c) => c.notNull())
        .execute();
      await db.schema.createIndex("contacts_by_customer").on("contacts").columns(["customer_id", "at"]).execute();
      await db.schema
        .createTable("step_times")
        .addColumn("journey_id", "text", (c) => c.notNull())
        .addColumn("flow_id", "text", (c) => c.notNull())
        .addColumn("step_id", "text", (c) => c.notNull())
        .addColumn("visit", "integer", (c) => c.notNull())
        .addColumn("spent_ms", "bigint", (c) => c.notNull())
        .addColumn("at", "bigint", (c) => c.notNull())
        .addPrimaryKeyConstraint("step_times_key", ["journey_id", "step_id", "visit"])
        .execute();
      await db.schema.createIndex("step_times_by_step").on("step_times").columns(["flow_id", "step_id", "spent_ms"]).execute();
      await db.schema
        .createTable("point_feedback")
        .addColumn("id", "integer", (c) => c.primaryKey().autoIncrement())
        .addColumn("point_id", "text", (c) => c.notNull())
        .addColumn("specialist_id", "text", (c) => c.notNull())
        .addColumn("alert_id", "text")
        .addColumn("help_session_id", "text")
        .addColumn("verdict", "text", (c) => c.notNull())
        .addColumn("at", "bigint", (c) => c.notNull())
        .execute();
      await db.schema
        .createTable("audit")
        .addColumn("seq", "bigint", (c) => c.primaryKey())
        .addColumn("at", "bigint", (c) => c.notNull())
        .addColumn("actor", "text", (c) => c.notNull())
        .addColumn("action", "text", (c) => c.notNull())
        .addColumn("subject", "text", (c) => c.notNull())
        .addColumn("detail", "text", (c) => c.notNull())
        .addColumn("previous_hash", "text", (c) => c.notNull())
        .addColumn("hash", "text", (c) => c.notNull())
        .execute();
      await db.schema.createIndex("audit_by_subject").on("audit").columns(["subject", "seq"]).execute();
      await db.schema
        .createTable("settings")
        .addColumn("name", "text", (c) => c.primaryKey())
        .addColumn("value", "text", (c) => c.notNull())
        .execute();
    },
  },
  "0002-webhooks": {
    async up(db: Kysely<unknown>) {
      await db.schema
        .createTable("webhook_deliveries")
        .addColumn("endpoint", "text", (c) => c.notNull())
        .addColumn("event_id", "text", (c) => c.notNull())
        .addColumn("body", "text", (c) => c.notNull())
        .addColumn("status", "text", (c) => c.notNull())
        .addColumn("attempts", "integer", (c) => c.notNull())
        .addColumn("created_at", "bigint", (c) => c.notNull())
        .addColumn("next_at", "bigint", (c) => c.notNull())
        .addColumn("last_fault", "text")
        .addPrimaryKeyConstraint("webhook_deliveries_key", ["endpoint", "event_id"])
        .execute();
      await db.schema.createIndex("webhook_deliveries_due").on("webhook_deliveries").columns(["endpoint", "status", "next_at"]).execute();
    },
  },
  "0003-policies": {
    async up(db: Kysely<unknown>) {
      await db.schema
        .createTable("policies")
        .addColumn("version", "text", (c) => c.primaryKey())
        .addColumn("in_force_since", "bigint", (c) => c.notNull())
        .addColumn("learned_from", "bigint")
        .addColumn("learned_until", "bigint")
        .addColumn("journeys", "integer", (c) => c.notNull())
        .addColumn("demo_journeys", "integer", (c) => c.notNull())
        .addColumn("body", "text", (c) => c.notNull())
        .execute();
      await db.schema.alterTable("journeys").addColumn("policy_version", "text").execute();
    },
  },
  "0004-content-drafts": {
    async up(db: Kysely<unknown>) {
      await db.schema
        .createTable("content_drafts")
        .addColumn("id", "text", (c) => c.primaryKey())
        .addColumn("file", "text", (c) => c.notNull())
        .addColumn("author_id", "text", (c) => c.notNull())
        .addColumn("created_at", "bigint", (c) => c.notNull())
        .addColumn("saved_at", "bigint", (c) => c.notNull())
        .addColumn("saved_by", "text", (c) => c.notNull())
        .addColumn("revision", "integer", (c) => c.notNull())
        .addColumn("base_release", "text", (c) => c.notNull())
        .addColumn("body", "text", (c) => c.notNull())
        .addColumn("deleted_at", "bigint")
        .execute();
      await db.schema.createIndex("content_drafts_by_time").on("content_drafts").columns(["deleted_at", "saved_at"]).execute();
    },
  },
  "0005-contact-notes": {
    async up(db: Kysely<unknown>) {
      await db.schema.alterTable("contacts").addColumn("note", "text").execute();
      await db.schema.alterTable("contacts").addColumn("delivery", "text").execute();
      await db.schema.alterTable("contacts").addColumn("against", "text").execute();
    },
  },
};
