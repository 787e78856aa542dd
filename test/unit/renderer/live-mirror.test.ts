import { describe, expect, test, vi } from "vitest";
import type { MirrorViewer } from "#shared/browser/mirror/viewer.ts";
import type { FieldState } from "#shared/model/fact.ts";
import type { HelpSessionId } from "#shared/model/ids.ts";
import type { DeskLink } from "../../../renderer/link/desk.ts";
import { createLiveMirror, lagOf } from "../../../renderer/link/live-mirror.ts";
import type { MirrorView } from "../../../renderer/link/live-view.ts";
import { NOW } from "./sample.ts";

const LABELS = { filled: "已填", empty: "未填", error: "格式错误", masked: "已脱敏" };
const helpSessionId = "h-1" as HelpSessionId;

function scene() {
  let shown: MirrorView = { kind: "off" };
  const answers: ((reply: { ok: true; value: object }) => void)[] = [];
  const sendPointing = vi.fn(async () => ({ ok: true as const, value: {} }));
  const viewMirror = vi.fn(() => new Promise((resolve) => answers.push(resolve)));
  let states = new Map<string, FieldState>([["full-name", "filled"]]);
  const showFields = vi.fn();
  const viewer = {
    apply: vi.fn(async () => "applied" as const),
    empty: vi.fn(),
    ringField: vi.fn(),
    toViewport: () => ({ x01: 0.5, y01: 0.25 }),
    anchorAt: vi.fn((): { node: number; x01: number; y01: number } | null => ({ node: 17, x01: 0.1, y01: 0.9 })),
    dispose: vi.fn(),
    fieldStates: () => states,
    position: null,
  };
  const mirror = createLiveMirror({
    helpSessionId,
    link: () => ({ calls: { viewMirror, sendPointing } }) as unknown as DeskLink,
    makeViewer: () => viewer as unknown as MirrorViewer,
    now: () => NOW,
    showFields,
    show: (next) => {
      shown = next;
    },
  });
  mirror.allow(true);
  mirror.attach({} as HTMLElement, LABELS);
  const frame = (seq: number, keyframe: boolean, at: number) =>
    mirror.take({ helpSessionId, envelope: { pageId: "page-0001", seq, keyframe, at }, layers: {} } as never);
  const answer = async () => {
    answers.splice(0).forEach((give) => void give({ ok: true, value: {} }));
    await Promise.resolve();
    await Promise.resolve();
  };
  return { mirror, viewer, sendPointing, frame, answer, shown: () => shown, showFields, become: (next: typeof states) => (states = next) };
}

describe("how late the mirror is", () => {
  test("[DESK-30] the keyframe and tail a late viewer catches up with say nothing about delay", async () => {
    const { frame, answer, shown } = scene();
    await frame(1, true, NOW - 60_000);
    await frame(2, false, NOW - 3_963);
    expect(shown()).toEqual({ kind: "live", lagMs: null });
    await answer();
    await frame(3, false, NOW - 64);
    expect(shown()).toEqual({ kind: "live", lagMs: 64 });
  });

  test("[DESK-30] what is caught up with after a pause leaves the last live figure out too", async () => {
    const { mirror, frame, answer, shown } = scene();
    await answer();
    await frame(1, true, NOW - 40);
    expect(shown()).toEqual({ kind: "live", lagMs: 40 });
    mirror.pause(true);
    mirror.pause(false);
    await frame(2, true, NOW - 9_000);
    expect(shown()).toEqual({ kind: "live", lagMs: null });
  });

  test("[DESK-30] a frame from the future means that the delay is not known; a long one is said", () => {
    expect(lagOf(NOW + 5, NOW)).toBeNull();
    expect(lagOf(NOW - 7_200, NOW)).toBe(7_200);
  });
});

describe("fields of the page", () => {
  test("[DESK-37] they stand as on the mirrored page, told when they change, and are gone with it", async () => {
    const { mirror, frame, become, showFields } = scene();
    await frame(1, true, NOW);
    expect(showFields).toHaveBeenLastCalledWith(new Map([["full-name", "filled"]]));
    await frame(2, false, NOW);
    expect(showFields).toHaveBeenCalledTimes(1);
    become(new Map([["full-name", "format-error"]]));
    await frame(3, false, NOW);
    expect(showFields).toHaveBeenLastCalledWith(new Map([["full-name", "format-error"]]));
    mirror.allow(false);
    expect(showFields).toHaveBeenLastCalledWith(new Map());
  });
});

describe("pointing", () => {
  test("[DESK-31] a pointer travels with what lies under it, and without when nothing does", () => {
    const { mirror, viewer, sendPointing } = scene();
    mirror.pointAt(10, 10);
    expect(sendPointing).toHaveBeenLastCalledWith({
      helpSessionId,
      pointing: { kind: "pointer", x01: 0.5, y01: 0.25, anchor: { node: 17, x01: 0.1, y01: 0.9 } },
    });
    vi.spyOn(performance, "now").mockReturnValue(performance.now() + 1_000);
    viewer.anchorAt.mockReturnValue(null);
    mirror.pointAt(11, 11);
    expect(sendPointing).toHaveBeenLastCalledWith({ helpSessionId, pointing: { kind: "pointer", x01: 0.5, y01: 0.25 } });
    vi.restoreAllMocks();
  });
});
