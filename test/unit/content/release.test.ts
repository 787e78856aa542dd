import { cpSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { keepCheckedContent, readCheckedContent } from "#hub/content/checked-content.ts";
import { demoEpoch } from "#hub/content/epoch.ts";
import { loadContent } from "#hub/content/load-content.ts";
import { canonicalJson, importContent, readRelease, releaseOf, writeRelease } from "#hub/content/release.ts";
import { claimValidity } from "#shared/domain/guidance/validity.ts";
import { DAY_MS } from "#shared/lib/duration.ts";
import { releaseIdSchema } from "#shared/model/ids.ts";
import { CONTENT_DIR, liveContent } from "./live-content.ts";

let dir = "";
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "baton-release-"));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

const content = liveContent();

describe("content releases", () => {
  it("[CONTENT-6] file names and the order of files do not matter, a single character does", () => {
    const folder = join(dir, "content");
    cpSync(CONTENT_DIR, folder, { recursive: true });
    renameSync(join(folder, "research/car-rates.yaml"), join(folder, "research/zz-rates.yaml"));
    const renamed = loadContent(folder);
    expect(renamed.ok && releaseOf(renamed.value)).toBe(releaseOf(content));
    const file = join(folder, "research/zz-rates.yaml");
    writeFileSync(file, readFileSync(file, "utf8").replace("3.6% 至 5.4%", "3.6% 至 5.5%"));
    const changed = loadContent(folder);
    expect(changed.ok).toBe(true);
    expect(changed.ok && releaseOf(changed.value)).not.toBe(releaseOf(content));
  });

  it("[CONTENT-6] the canonical form sorts keys, keeps lists and leaves out what is absent", () => {
    expect(canonicalJson({ b: [2, 1], a: { d: undefined, c: "值" } })).toBe('{"a":{"c":"值"},"b":[2,1]}');
  });

  it("[CONTENT-7] is written once and reads back as it was", () => {
    const id = writeRelease(dir, content);
    expect(id).toBe(releaseOf(content));
    const file = join(dir, "releases", `${id}.json`);
    const writtenAt = statSync(file).mtimeMs;
    expect(writeRelease(dir, content)).toBe(id);
    expect(statSync(file).mtimeMs).toBe(writtenAt);
    expect(readdirSync(join(dir, "releases"))).toEqual([`${id}.json`]);
    expect(readRelease(dir, id)).toEqual({ ok: true, value: { id, content } });
  });

  it("[CONTENT-7] a changed file is refused by name, a missing one is unreadable", () => {
    const id = writeRelease(dir, content);
    const file = join(dir, "releases", `${id}.json`);
    writeFileSync(file, readFileSync(file, "utf8").replace("林晓岚", "林晓蓝"));
    expect(readRelease(dir, id)).toMatchObject({ ok: false, error: [{ kind: "not-a-release", file: `${id}.json` }] });
    expect(readRelease(dir, releaseIdSchema.parse("0".repeat(64)))).toMatchObject({ ok: false, error: [{ kind: "unreadable" }] });
  });

  it("[CONTENT-11] what was checked counts for the same files and program, and is the same release", () => {
    const folder = join(dir, "content");
    cpSync(CONTENT_DIR, folder, { recursive: true });
    const checked = { program: join(dir, "hub.mjs"), file: join(dir, "checked-content.json") };
    writeFileSync(checked.program, "one");
    expect(readCheckedContent(folder, checked)).toBeNull();
    expect(keepCheckedContent(folder, checked)).toEqual({ ok: true, value: null });
    const text = readCheckedContent(folder, checked);
    expect(importContent(folder, dir, undefined, text)).toEqual({ ok: true, value: { id: releaseOf(content), content } });
    writeFileSync(checked.program, "another");
    expect(readCheckedContent(folder, checked)).toBeNull();
    writeFileSync(checked.program, "one");
    renameSync(join(folder, "research/car-rates.yaml"), join(folder, "research/zz-rates.yaml"));
    expect(readCheckedContent(folder, checked)).toBeNull();
    renameSync(join(folder, "research/zz-rates.yaml"), join(folder, "research/car-rates.yaml"));
    expect(readCheckedContent(folder, checked)).toEqual(text);
    writeFileSync(join(folder, "products.yaml"), "products: 7\n");
    expect(readCheckedContent(folder, checked)).toBeNull();
    expect(keepCheckedContent(folder, checked)).toMatchObject({ ok: false });
  });

  it("[CONTENT-8] an override moves every date and keeps the name", () => {
    const moved = content.contentEpoch + 1826 * DAY_MS;
    const imported = importContent(CONTENT_DIR, dir, moved);
    expect(imported.ok && imported.value.id).toBe(releaseOf(content));
    const reread = readRelease(dir, releaseOf(content), moved);
    if (!reread.ok) throw new Error("not readable");
    expect(reread.value.content.contentEpoch).toBe(moved);
    for (const claim of content.notes.flatMap((note) => note.claims)) {
      expect(claimValidity(claim, reread.value.content.contentEpoch).until - claimValidity(claim, content.contentEpoch).until).toBe(
        1826 * DAY_MS,
      );
    }
  });

  it.each(["2026-11-23T10:00:00+08:00", "2026-11-23T23:30:00+08:00", "2031-11-23T10:00:00+08:00", "2025-02-28T10:00:00+08:00"])(
    "[CONTENT-8] the demo's epoch for %s is less than a week old and whole weeks away",
    (at) => {
      const now = Date.parse(at);
      const epoch = demoEpoch(content.contentEpoch, now);
      expect(now - epoch).toBeGreaterThanOrEqual(0);
      expect(now - epoch).toBeLessThan(7 * DAY_MS);
      expect(Math.abs(epoch - content.contentEpoch) % (7 * DAY_MS)).toBe(0);
    },
  );
});
