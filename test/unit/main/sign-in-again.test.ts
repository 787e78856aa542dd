/** Signing in again at the start, against a real HTTP server that answers as the hub does. Rule: docs/spec/SHELL.md, SETTINGS-7. */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, it, vi } from "vitest";
import type { HubState } from "#shared/contract/ipc.ts";
import { specialistIdSchema } from "#shared/model/ids.ts";
import { signInAgain } from "../../../main/hub-host/sign-in-again.ts";

const silentLog = { info: () => {}, warn: () => {}, error: () => {} };
const LI = specialistIdSchema.parse("li-siyuan");
const li = { id: LI, name: "李思远", staffNumber: "10086", role: "manager", team: "车贷" };

const ends: (() => void)[] = [];
afterEach(() => {
  for (const end of ends.splice(0)) end();
});

/** Answers each sign-in with what `answer` says, and keeps what it was asked. */
async function standInHub(answer: (body: string) => unknown) {
  const asked: { readonly authorization: string | undefined; readonly body: string }[] = [];
  const server = createServer((request, response) => {
    let body = "";
    request.on("data", (part) => {
      body += part;
    });
    request.on("end", () => {
      asked.push({ authorization: request.headers.authorization, body });
      response.setHeader("content-type", "application/json").end(JSON.stringify(answer(body)));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  ends.push(() => server.close());
  const ready: HubState = {
    status: "ready",
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    launchToken: "launch",
    ownedByUs: true,
  };
  return { asked, ready };
}

/** A desktop's parts; the hub's state and who returns are the test's to change. */
function desktop(first: HubState) {
  let hear: (state: HubState) => void = () => {};
  let returnsAs: typeof LI | null = LI;
  let token: string | null = null;
  const parts = {
    hub: {
      state: first,
      onState: (told: typeof hear) => {
        hear = told;
      },
    },
    tokens: {
      keep: (next: string) => {
        token = next;
      },
      kept: () => ({ token }),
    },
    returnsAs: () => returnsAs,
    log: silentLog,
  };
  const done = signInAgain(parts);
  return {
    done,
    token: () => token,
    tell: (state: HubState) => hear(state),
    signOut: () => {
      returnsAs = null;
      token = null;
    },
  };
}

const granted = () => ({ ok: true, value: { token: "t-1", specialist: li, expiresAt: 1 } });

describe("signing in again", () => {
  it("[SETTINGS-7] happens as soon as the hub is ready, once", async () => {
    const { asked, ready } = await standInHub(granted);
    const desk = desktop({ status: "starting", since: 0 });
    await desk.done();
    expect(desk.token()).toBeNull();
    desk.tell(ready);
    desk.tell(ready);
    await desk.done();
    expect(desk.token()).toBe("t-1");
    expect(asked).toEqual([{ authorization: "Bearer launch", body: JSON.stringify({ specialistId: LI }) }]);
  });

  it("[SETTINGS-7] is not tried again with a hub that refused, and leaves no token", async () => {
    const { asked, ready } = await standInHub(() => ({ ok: false, error: { code: "no-such-specialist" } }));
    const desk = desktop(ready);
    await desk.done();
    desk.tell(ready);
    await desk.done();
    expect(desk.token()).toBeNull();
    expect(asked).toHaveLength(1);
  });

  it("[SETTINGS-7] is of nobody after signing out, also when the answer is under way", async () => {
    const { asked, ready } = await standInHub(granted);
    const desk = desktop(ready);
    desk.signOut();
    await desk.done();
    expect(desk.token()).toBeNull();
    desk.tell({ ...ready, launchToken: "another" });
    await desk.done();
    await vi.waitFor(() => expect(asked).toHaveLength(1));
  });

  it.each([
    ["what is no answer of a hub", () => "<html>"],
    ["another shape", () => ({ ok: true, value: { token: 7 } })],
  ])("[SETTINGS-7] takes no token from %s", async (_what, answer) => {
    const { ready } = await standInHub(answer);
    const desk = desktop(ready);
    await desk.done();
    expect(desk.token()).toBeNull();
  });

  it("[SETTINGS-7] of a deployed hub there is none: its people have secrets", async () => {
    const { asked, ready } = await standInHub(granted);
    const desk = desktop({ ...(ready as Extract<HubState, { status: "ready" }>), launchToken: null });
    await desk.done();
    expect(asked).toEqual([]);
  });
});
