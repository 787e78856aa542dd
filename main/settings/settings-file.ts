/**
 * From whatever a profile's settings file holds to valid settings.
 *
 * Pure: reads no file. The file may be absent, older, newer, hand-edited or half-written; no content of it may stop a desktop from
 * starting. Files and copies are `settings-store.ts`.
 */
import { z } from "zod";
import { type Settings, settingsSchema } from "#shared/contract/ipc.ts";
import { acceptHubUrl } from "../hub-host/hub-url.ts";

/** Raised with a change that reading field by field cannot bridge; then `migrations` gets an entry. */
export const SETTINGS_VERSION = 1;

export type ReadSettings =
  | { readonly kind: "absent"; readonly settings: Settings }
  | { readonly kind: "sound"; readonly settings: Settings }
  /** An older layout, brought up to date without loss. */
  | { readonly kind: "migrated"; readonly settings: Settings; readonly from: number }
  /** Unreadable as a whole or in the fields named; those are at their defaults. The file is worth keeping a copy of. */
  | { readonly kind: "broken"; readonly settings: Settings; readonly fields: readonly string[] };

/** Chinese whatever the system speaks: the work, the customers and the content are. English is one choice away. */
export const defaultSettings: Settings = {
  hubUrl: null,
  language: "zh-CN",
  theme: "system",
  devices: { microphoneId: null, cameraId: null, speakerId: null },
  notifications: { desktop: true, sound: true },
  myLimits: {},
  alertOrder: "newest",
  window: { width: 1440, height: 900, x: null, y: null, maximized: false },
  lastSpecialistId: null,
  returnsAs: null,
};

const envelopeSchema = z.object({ version: z.number().int().min(1), settings: z.record(z.string(), z.unknown()) });

/** @param text content of the file, or `null` when there is none */
export function readSettings(text: string | null, defaults: Settings = defaultSettings): ReadSettings {
  if (text === null) return { kind: "absent", settings: defaults };
  const data = parseJson(text);
  if (!isRecord(data)) return { kind: "broken", settings: defaults, fields: ["*"] };
  const envelope = envelopeSchema.safeParse(data);
  // Version 0 was the flat layout, before the version was written down.
  const from = envelope.success ? envelope.data.version : 0;
  const fields = migrate(envelope.success ? envelope.data.settings : data, from);
  const { settings, broken } = mergeFields(fields, defaults);
  if (broken.length > 0) return { kind: "broken", settings, fields: broken };
  return from === SETTINGS_VERSION ? { kind: "sound", settings } : { kind: "migrated", settings, from };
}

export function writtenSettings(settings: Settings): { version: number; settings: Settings } {
  return { version: SETTINGS_VERSION, settings };
}

/** Version 0 called the hub's address `hub` and kept one flag for notifications. */
function migrate(fields: Readonly<Record<string, unknown>>, from: number): Readonly<Record<string, unknown>> {
  if (from > 0) return fields;
  const { hub, notify, ...rest } = fields;
  return {
    ...rest,
    ...(hub === undefined || "hubUrl" in rest ? {} : { hubUrl: hub }),
    ...(typeof notify === "boolean" && !("notifications" in rest) ? { notifications: { desktop: notify } } : {}),
  };
}

/** Field by field, so that one bad value costs one field. Unknown fields are dropped; parts that are missing are the defaults'. */
function mergeFields(fields: Readonly<Record<string, unknown>>, defaults: Settings): { settings: Settings; broken: readonly string[] } {
  const merged: Record<string, unknown> = { ...defaults };
  const broken: string[] = [];
  for (const [name, schema] of Object.entries(settingsSchema.shape)) {
    if (!Object.hasOwn(fields, name)) continue;
    const standard = merged[name];
    const wanted = fields[name];
    // Parts that are named; a table by person has none of its own.
    const parts = isRecord(standard) ? Object.keys(standard) : [];
    const candidate = isRecord(standard) && isRecord(wanted) && parts.length > 0 ? { ...standard, ...pick(wanted, parts) } : wanted;
    const parsed = schema.safeParse(candidate);
    const isUsable = parsed.success && (name !== "hubUrl" || candidate === null || acceptHubUrl(String(candidate)).ok);
    if (isUsable) merged[name] = parsed.data;
    else broken.push(name);
  }
  return { settings: settingsSchema.parse(merged), broken };
}

function pick(from: Readonly<Record<string, unknown>>, names: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(names.filter((name) => Object.hasOwn(from, name)).map((name) => [name, from[name]]));
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
