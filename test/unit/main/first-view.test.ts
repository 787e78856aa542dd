/** The first view asked beside the page's start, against a real HTTP server that answers as the hub does. Rule: docs/spec/SHELL.md. */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, it, vi } from "vitest";
import type { HubState } from "#shared/contract/ipc.ts";
import { PROTOCOL } from "#shared/contract/protocol.ts";
import { askFirstView } from "../../../main/hub-host/first-view.ts";

const ends: (() => unknown)[] = [];
afterEach(() => {
  vi.useRealTimers();
  for (const end of ends.splice(0)) end();
});

/** Answers each question with `answer`, after `afterMs`, and keeps what it was asked. */
async function standInHub({ status = 200, afterMs = 0 } = {}) {
  const asked: { readonly url: string | undefined; readonly authorization: string | undefined }[] = [];
  const server = createServer((request, response) => {
    asked.push({ url: request.url, authorization: request.headers.authorization });
    setTimeout(() => response.writeHead(status).end("a view"), afterMs);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  ends.push(
    () => server.closeAllConnections(),
    () => server.close(),
  );
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { asked, ready: { status: "ready", url, launchToken: "launch", ownedByUs: true } as Extract<HubState, { status: "ready" }> };
}

/** A desktop whose hub's state, token and clock are the test's to change. */
function desktop(first: HubState, token: string | null = "t-1") {
  const told: ((state: HubState) => void)[] = [];
  const now = { state: first, token, ms: 5_000 };
  const take = askFirstView({
    hub: {
      get state() {
        return now.state;
      },
      onState: (hear) => void told.push(hear),
    },
    tokens: { kept: () => ({ token: now.token }) },
    signedInAgain: async () => {},
    now: () => now.ms,
  });
  const tell = (state: HubState) => {
    now.state = state;
    for (const hear of told) hear(state);
  };
  return { take, tell, now };
}

describe("the first view", () => {
  it("[SHELL-13] is asked for as soon as the hub is ready, once, and given once", async () => {
    const { asked, ready } = await standInHub();
    const desk = desktop({ status: "starting", since: 0 });
    expect(await desk.take()).toBeNull();
    desk.tell(ready);
    desk.tell({ status: "starting", since: 0 });
    desk.tell(ready);
    expect(await desk.take()).toEqual({ text: "a view", receivedAt: 5_000 });
    expect(await desk.take()).toBeNull();
    expect(asked).toEqual([{ url: `/v1/desk/first-view?protocol=${PROTOCOL}`, authorization: "Bearer t-1" }]);
  });

  it("[SHELL-13] is not asked for nobody", async () => {
    const { asked, ready } = await standInHub();
    expect(await desktop(ready, null).take()).toBeNull();
    expect(asked).toEqual([]);
  });

  it.each([
    [
      "of a hub that is no longer in use",
      (desk: ReturnType<typeof desktop>, ready: HubState) => desk.tell({ ...ready, url: "http://127.0.0.1:9" } as HubState),
    ],
    ["of somebody who has signed out since", (desk: ReturnType<typeof desktop>) => Object.assign(desk.now, { token: null })],
    ["of somebody else", (desk: ReturnType<typeof desktop>) => Object.assign(desk.now, { token: "t-2" })],
  ])("[SHELL-13] is not given when it is %s", async (_what, happen) => {
    const { asked, ready } = await standInHub();
    const desk = desktop(ready);
    await vi.waitFor(() => expect(asked).toHaveLength(1));
    await new Promise((resolve) => setTimeout(resolve, 20));
    happen(desk, ready);
    expect(await desk.take()).toBeNull();
  });

  it("[SHELL-13] is none when the hub refuses, or does not answer at once", async () => {
    expect(await desktop((await standInHub({ status: 401 })).ready).take()).toBeNull();
    expect(await desktop((await standInHub({ afterMs: 2_000 })).ready).take()).toBeNull();
  });

  it("[SHELL-13] is let go after ten seconds", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    const { asked, ready } = await standInHub();
    const desk = desktop(ready);
    await vi.waitFor(async () => {
      await vi.advanceTimersByTimeAsync(1);
      expect(asked).toHaveLength(1);
    });
    for (let turn = 0; turn < 20; turn += 1) await new Promise((resolve) => setImmediate(resolve));
    await vi.advanceTimersByTimeAsync(10_000);
    expect(await desk.take()).toBeNull();
  });
});
