/**
 * Remembers that a profile's machine draws without a graphics processor, so that its next starts do not look for one.
 *
 * Looking takes 50 ms and more of a start where there is none, a bank's virtual desktop for instance, and the page waits for it before it is drawn.
 * Owns `drawing.json`. It is looked for again after a week and by another Electron: a machine can be given one.
 */
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { DAY_MS } from "#shared/lib/duration.ts";
import { type DeskLog, faultFields } from "./desk-log.ts";

/** What is used of Electron's app; `disableHardwareAcceleration` counts only before it is ready. */
export type Drawer = {
  disableHardwareAcceleration(): void;
  /** Says what is so only once `gpu-info-update` was told. */
  getGPUFeatureStatus(): { readonly gpu_compositing: string };
  on(event: "gpu-info-update", hear: () => void): unknown;
};

type DrawingParts = {
  readonly app: Drawer;
  readonly folder: string;
  readonly electron: string;
  /** Epoch ms. */
  readonly now: () => number;
  readonly log: DeskLog;
};

const FILE = "drawing.json";
const BELIEVED_MS = 7 * DAY_MS;
const WITHOUT = "disabled_software";

/** Spares the look, or looks and remembers what came of it. */
export function prepareDrawing({ app, folder, electron, now, log }: DrawingParts): void {
  const file = path.join(folder, FILE);
  const known = readKnown(file);
  const ageMs = now() - (known?.seenAt ?? 0);
  if (known?.electron === electron && ageMs >= 0 && ageMs < BELIEVED_MS) {
    app.disableHardwareAcceleration();
    return;
  }
  let kept: boolean | null = null;
  app.on("gpu-info-update", () => {
    const isWithout = app.getGPUFeatureStatus().gpu_compositing === WITHOUT;
    if (isWithout === kept) return;
    kept = isWithout;
    try {
      if (isWithout) writeFileSync(file, JSON.stringify({ electron, seenAt: now() }));
      else rmSync(file, { force: true });
    } catch (fault) {
      log.warn("app", "how this machine draws could not be remembered", faultFields(fault));
    }
  });
}

/** Since when it is known that there is none; null when that is not known. */
function readKnown(file: string): { readonly electron: string; readonly seenAt: number } | null {
  try {
    const said: unknown = JSON.parse(readFileSync(file, "utf8"));
    if (typeof said !== "object" || said === null || !("electron" in said) || !("seenAt" in said)) return null;
    const { electron, seenAt } = said;
    return typeof electron === "string" && typeof seenAt === "number" ? { electron, seenAt } : null;
  } catch {
    return null;
  }
}
