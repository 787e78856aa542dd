/**
 * Releases: content under the name of its own hash, written once into the data folder and never changed.
 *
 * Every alert, point and interception records the release that made it. Which release is live is the composition root's to say.
 */
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { err, ok, type Result } from "#shared/lib/result.ts";
import { type ReleaseId, releaseIdSchema } from "#shared/model/ids.ts";
import { checkContent } from "./check-content.ts";
import { type Content, type ContentFault, contentSchema } from "./content.ts";
import { withEpoch } from "./epoch.ts";
import { loadContent } from "./load-content.ts";

export type Release = { readonly id: ReleaseId; readonly content: Content };

/** A release as loaded, with the text that its id is the hash of. */
export type CheckedRelease = Release & { readonly text: string };

/** JSON with sorted keys and no white space: the same content is the same text. Arrays keep their order. */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(",")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const members = Object.entries(value)
    .filter(([, member]) => member !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, member]) => `${JSON.stringify(key)}:${canonicalJson(member)}`);
  return `{${members.join(",")}}`;
}

/** The content of a release that was checked when its text was written. */
export function checkedRelease(text: string): CheckedRelease {
  return { id: hashOf(text), content: JSON.parse(text) as Content, text };
}

function hashOf(text: string): ReleaseId {
  return releaseIdSchema.parse(createHash("sha256").update(text, "utf8").digest("hex"));
}

/** SHA-256 over the canonical form, hexadecimal. Call it on content as loaded: an epoch override is not part of a release. */
export function releaseOf(content: Content): ReleaseId {
  return hashOf(canonicalJson(content));
}

function fileOf(dataDir: string, id: ReleaseId): string {
  return join(dataDir, "releases", `${id}.json`);
}

/** Writes the release unless it is there already; a reader never sees half of one. */
export function writeRelease(dataDir: string, content: Content): ReleaseId {
  const text = canonicalJson(content);
  const id = hashOf(text);
  writeCanonical(dataDir, id, text);
  return id;
}

function writeCanonical(dataDir: string, id: ReleaseId, text: string): void {
  const file = fileOf(dataDir, id);
  if (existsSync(file)) return;
  mkdirSync(join(dataDir, "releases"), { recursive: true });
  const draft = `${file}.${process.pid}.tmp`;
  writeFileSync(draft, text, { encoding: "utf8", flush: true });
  renameSync(draft, file);
}

/**
 * Reads a release back and proves that it is the one its name says.
 *
 * @param contentEpoch moves every date of it, epoch milliseconds; left out = as written.
 */
export function readRelease(dataDir: string, id: ReleaseId, contentEpoch?: number): Result<Release, ContentFault[]> {
  const file = `${id}.json`;
  let text: string;
  try {
    text = readFileSync(fileOf(dataDir, id), "utf8");
  } catch (fault) {
    return err([{ kind: "unreadable", file, path: "", message: fault instanceof Error ? fault.message : String(fault) }]);
  }
  if (hashOf(text) !== id) return err([{ kind: "not-a-release", file, path: "", message: "the file is not what its name says" }]);
  const parsed = contentSchema.safeParse(JSON.parse(text));
  if (!parsed.success)
    return err(parsed.error.issues.map((issue) => ({ kind: "schema", file, path: issue.path.join("."), message: issue.message })));
  const faults = checkContent(parsed.data);
  if (faults.length > 0) return err(faults.map((fault) => ({ ...fault, file })));
  return ok({ id, content: contentEpoch === undefined ? parsed.data : withEpoch(parsed.data, contentEpoch) });
}

/**
 * Content folder → release in the data folder → content ready for use: what a hub does when it starts.
 *
 * @param checked what this very folder holds, when that was checked before (`checked-content.ts`)
 */
export function importContent(
  contentDir: string,
  dataDir: string,
  contentEpoch?: number,
  checked: CheckedRelease | null = null,
): Result<Release, ContentFault[]> {
  if (checked !== null) {
    const { id, content, text } = checked;
    writeCanonical(dataDir, id, text);
    return ok({ id, content: contentEpoch === undefined ? content : withEpoch(content, contentEpoch) });
  }
  const loaded = loadContent(contentDir);
  if (!loaded.ok) return loaded;
  const id = writeRelease(dataDir, loaded.value);
  return ok({ id, content: contentEpoch === undefined ? loaded.value : withEpoch(loaded.value, contentEpoch) });
}
