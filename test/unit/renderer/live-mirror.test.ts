import { describe, expect, test, vi } from "vitest";
import type { MirrorFault, MirrorViewer } from "#shared/browser/mirror/viewer.ts";
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
  const viewMirror = vi.fn((_input: unknown) => new Promise((resolve) => answers.push(resolve)));
  const viewMirrorCalls = () => viewMirror.mock.calls.map(([input]) => input);
  let refuse: ((fault: MirrorFault) => void) | undefined;
  let states = new Map<string, FieldState>([["full-name", "filled"]]);
  const showFields = vi.fn();
  const viewer = {
    apply: vi.fn(async (): Promise<"applied" | "need-keyframe"> => "applied"),
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
    makeViewer: (_container, { onFault }) => {
      refuse = onFault;
      return viewer as unknown as MirrorViewer;
    },
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
  const fail = (fault: MirrorFault["kind"]) =>
    viewer.apply.mockImplementationOnce(async () => {
      refuse?.({ kind: fault } as MirrorFault);
      return "need-keyframe";
    });
  return {
    mirror,
    viewer,
    sendPointing,
    viewMirrorCalls,
    fail,
    frame,
    answer,
    shown: () => shown,
    showFields,
    become: (next: typeof states) => (states = next),
  };
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

describe("a frame that was refused", () => {
  test("[MIRROR-16] is named when the page is asked for again; after a gap none is", async () => {
    const { viewMirrorCalls, fail, frame } = scene();
    await frame(1, true, NOW);
    fail("misfit");
    await frame(2, false, NOW);
    expect(viewMirrorCalls().at(-1)).toEqual({ helpSessionId, on: true, refused: { pageId: "page-0001", seq: 2 } });
    const gap = scene();
    await gap.frame(1, true, NOW);
    gap.fail("gap");
    await gap.frame(3, false, NOW);
    expect(gap.viewMirrorCalls().at(-1)).toEqual({ helpSessionId, on: true });
  });

  test("[MIRROR-17] a second one within two seconds is asked about as soon as may be, once", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "performance"] });
    try {
      const { viewMirrorCalls, fail, frame, shown } = scene();
      await frame(1, true, NOW);
      for (const seq of [2, 3, 4]) {
        fail("misfit");
        await frame(seq, false, NOW);
      }
      expect(shown()).toEqual({ kind: "fault" });
      expect(viewMirrorCalls()).toHaveLength(2);
      vi.advanceTimersByTime(2_000);
      expect(viewMirrorCalls().slice(2)).toEqual([{ helpSessionId, on: true, refused: { pageId: "page-0001", seq: 3 } }]);
    } finally {
      vi.useRealTimers();
    }
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
