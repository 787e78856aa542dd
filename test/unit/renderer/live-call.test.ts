import { expect, test, vi } from "vitest";
import type { Party } from "#shared/browser/peer-link/party.ts";
import { createScope } from "#shared/lib/scope.ts";
import type { HelpSessionId, ParticipantId } from "#shared/model/ids.ts";
import { createLiveCall } from "../../../renderer/link/live-call.ts";
import type { LiveView } from "../../../renderer/link/live-view.ts";

test("[CALL-12] a stream that took the place of an ended one is another one to a screen that saw neither moment", () => {
  vi.stubGlobal("addEventListener", () => {});
  vi.stubGlobal("removeEventListener", () => {});
  const scope = createScope("call");
  let hear: (id: string, stream: MediaStream | null) => void = () => {};
  let shown: LiveView["streams"] = new Map();
  createLiveCall({
    helpSessionId: "h-1" as HelpSessionId,
    scope,
    me: "expert:zhao-boshi" as ParticipantId,
    ice: {} as never,
    link: () => null,
    makeParty: () =>
      ({
        onRemoteStream: (heard: typeof hear) => {
          hear = heard;
          return () => {};
        },
        onState: () => () => {},
        end: vi.fn(),
      }) as unknown as Party,
    devices: {} as never,
    chosen: () => ({}) as never,
    show: (patch) => {
      shown = patch.streams ?? shown;
    },
  });
  const stream = () => ({}) as MediaStream;
  hear("customer", stream());
  const drawn = shown.get("customer");
  hear("customer", null);
  expect(shown.has("customer")).toBe(false);
  hear("customer", stream());
  expect(shown.get("customer")).not.toBe(drawn);
  scope.end();
  vi.unstubAllGlobals();
});
