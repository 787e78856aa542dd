/** What a desktop remembers of how its machine draws, in a real folder. Rule: docs/spec/SHELL.md. */
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { DAY_MS } from "#shared/lib/duration.ts";
import { prepareDrawing } from "../../../main/platform/drawing.ts";

const NOW = Date.UTC(2026, 10, 23, 2);
let folder = "";
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), "baton-drawing-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** One start on a machine that draws as `status` says, told once for each entry. */
function start({ statuses = [] as readonly string[], electron = "25.1.1", now = NOW, into = folder } = {}) {
  const warnings: string[] = [];
  let hear = () => {};
  let isOff = false;
  let status = "";
  prepareDrawing({
    app: {
      disableHardwareAcceleration: () => {
        isOff = true;
      },
      getGPUFeatureStatus: () => ({ gpu_compositing: status }),
      on: (_event, told) => {
        hear = told;
      },
    },
    folder: into,
    electron,
    now: () => now,
    log: { info: () => {}, warn: (_part, text) => void warnings.push(text), error: () => {} },
  });
  for (const one of statuses) {
    status = one;
    hear();
  }
  return { looked: !isOff, warnings };
}

describe("a machine's drawing", () => {
  it("[SHELL-14] without a graphics processor is not looked at again for a week, nor by the starts in it for longer", () => {
    expect(start({ statuses: ["disabled_software", "disabled_software"] }).looked).toBe(true);
    expect(start().looked).toBe(false);
    expect(start({ now: NOW + 7 * DAY_MS - 1 }).looked).toBe(false);
    expect(start({ now: NOW + 7 * DAY_MS }).looked).toBe(true);
  });

  it("[SHELL-14] with one is looked at each time, also when that was told last", () => {
    start({ statuses: ["enabled"] });
    expect(start().looked).toBe(true);
    start({ statuses: ["disabled_software", "enabled"] });
    expect(start().looked).toBe(true);
  });

  it("[SHELL-14] is not remembered of a start that was told nothing", () => {
    start();
    expect(existsSync(path.join(folder, "drawing.json"))).toBe(false);
  });

  it("[SHELL-14] is looked at again by another Electron, and when the clock went back", () => {
    start({ statuses: ["disabled_software"] });
    expect(start({ electron: "38.0.0" }).looked).toBe(true);
    expect(start({ now: NOW - DAY_MS }).looked).toBe(true);
  });

  it.each(["", "{", "null", "{}", '{"electron":"25.1.1"}', '{"electron":"25.1.1","seenAt":"now"}'])(
    "[SHELL-14] is looked at when what was remembered reads %j",
    (text) => {
      writeFileSync(path.join(folder, "drawing.json"), text);
      expect(start({ statuses: ["disabled_software"] }).looked).toBe(true);
      expect(JSON.parse(readFileSync(path.join(folder, "drawing.json"), "utf8"))).toEqual({ electron: "25.1.1", seenAt: NOW });
    },
  );

  it("[SHELL-14] that cannot be remembered is said in the log, and the start goes on", () => {
    const { warnings } = start({ statuses: ["disabled_software"], into: path.join(folder, "not", "there") });
    expect(warnings).toHaveLength(1);
  });
});
