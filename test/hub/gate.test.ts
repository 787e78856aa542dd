/** Who is let in: every handshake and every call is answered with a code of its own, never with silence. */
import { io } from "socket.io-client";
import { expect, test } from "vitest";
import type { FirstView } from "#shared/contract/desk-hub.ts";
import type { Reply } from "#shared/contract/errors.ts";
import { PROTOCOL } from "#shared/contract/protocol.ts";
import { DAY_MS, SECOND_MS } from "#shared/lib/duration.ts";
import { active, breakAtFaceCheck } from "../support/hub-story.ts";
import type { TestHub } from "../support/test-hub.ts";
import { customerToken, endWithHub, granted, onHub, openDesk, openJourney, refusalOf, signIn } from "../support/test-hub.ts";

/** The code a handshake is refused with; "accepted" when it is not. */
async function knock(test: TestHub, namespace: string, auth: unknown): Promise<string> {
  const socket = io(`${test.hub.url}${namespace}`, { transports: ["websocket"], auth: auth as never, reconnection: false, forceNew: true });
  try {
    return await new Promise<string>((resolve) => {
      socket.on("connect", () => resolve("accepted"));
      socket.on("connect_error", (fault: Error & { data?: { code?: string } }) => resolve(fault.data?.code ?? fault.message));
    });
  } finally {
    socket.disconnect();
  }
}

test("[GATE-1] a desk's handshake: protocol, form, token, expiry and person, each with its own code", () =>
  onHub({}, async (hub) => {
    const token = await signIn(hub.hub, "li-siyuan");
    const forged = await customerToken(hub.hub, "li-siyuan", hub.clock.now());
    const unknown = (await hub.hub.services.tokens.forDesk("nobody" as never)).token;
    for (const [auth, code] of [
      [{ protocol: PROTOCOL, token }, "accepted"],
      [{ token }, "peer-too-old"],
      [{ protocol: 0, token }, "peer-too-old"],
      [{ protocol: PROTOCOL + 1, token }, "hub-too-old"],
      [{ protocol: PROTOCOL }, "not-authenticated"],
      [{ protocol: PROTOCOL, token, role: "supervisor" }, "not-authenticated"],
      [{ protocol: PROTOCOL, token: "x" }, "not-authenticated"],
      [{ protocol: PROTOCOL, token: forged }, "not-authenticated"],
      [{ protocol: PROTOCOL, token: unknown }, "no-such-specialist"],
    ] as const)
      expect(await knock(hub, "/desk", auth), JSON.stringify(auth).slice(0, 60)).toBe(code);
    hub.clock.advance(DAY_MS);
    expect(await knock(hub, "/desk", { protocol: PROTOCOL, token })).toBe("token-expired");
  }));

test("[GATE-2] a customer's handshake: protocol, form, secret and customer, each with its own code", () =>
  onHub({}, async (hub) => {
    const journey = await openJourney(hub, "lin-xiaolan");
    const own = { protocol: PROTOCOL, journeyId: journey.id, secret: journey.secret, token: null };
    const other = await customerToken(hub.hub, "he-yaqin", hub.clock.now());
    const same = await customerToken(hub.hub, "lin-xiaolan", hub.clock.now());
    const stale = await customerToken(hub.hub, "lin-xiaolan", hub.clock.now() - DAY_MS);
    for (const [auth, code] of [
      [own, "accepted"],
      [{ ...own, token: same }, "accepted"],
      // An expired token proves nothing; the secret still does.
      [{ ...own, token: stale }, "accepted"],
      [{ ...own, protocol: 0 }, "peer-too-old"],
      [{ ...own, protocol: PROTOCOL + 1 }, "hub-too-old"],
      [{ ...own, secret: "short" }, "not-authenticated"],
      [{ ...own, more: 1 }, "not-authenticated"],
      [{ ...own, token: "forged" }, "not-authenticated"],
      [{ ...own, secret: `${journey.secret.slice(0, -1)}_` }, "journey-token-invalid"],
      [{ ...own, journeyId: "j-none" }, "journey-token-invalid"],
      [{ ...own, token: other }, "journey-token-invalid"],
    ] as const)
      expect(await knock(hub, "/customer", auth), JSON.stringify(auth).slice(0, 90)).toBe(code);
  }));

test("[GATE-3] a guest's handshake: protocol, form, token and person, each with its own code", () =>
  onHub({}, async (hub) => {
    const { id } = await active(hub, []);
    const token = await hub.hub.services.tokens.forGuest("zhao-boshi" as never, id);
    const unknown = await hub.hub.services.tokens.forGuest("nobody" as never, id);
    const desk = await signIn(hub.hub, "zhao-boshi");
    for (const [auth, code] of [
      [{ protocol: PROTOCOL, token }, "accepted"],
      [{ token }, "peer-too-old"],
      [{ protocol: PROTOCOL + 1, token }, "hub-too-old"],
      [{ protocol: PROTOCOL }, "not-authenticated"],
      [{ protocol: PROTOCOL, token: desk }, "not-authenticated"],
      [{ protocol: PROTOCOL, token: unknown }, "no-such-specialist"],
    ] as const)
      expect(await knock(hub, "/guest", auth), JSON.stringify(auth).slice(0, 60)).toBe(code);
    hub.clock.advance(2 * DAY_MS);
    expect(await knock(hub, "/guest", { protocol: PROTOCOL, token })).toBe("token-expired");
  }));

test("[GATE-4] a socket that calls too often in one second is told so, and is served again in the next", () =>
  onHub({}, async (hub) => {
    const manager = await openDesk(hub.hub, "li-siyuan");
    hub.clock.advance(SECOND_MS);
    const replies = await Promise.all(Array.from({ length: 230 }, () => manager.calls.closeAlert({})));
    expect(replies.filter((reply) => !reply.ok).map((reply) => refusalOf(reply))).toEqual(Array.from({ length: 30 }, () => "too-many"));
    hub.clock.advance(SECOND_MS);
    granted(await manager.calls.closeAlert({}));
  }));

test("[GATE-5] names nobody serves, hostile ones included, and inputs that do not fit are refused by name", () =>
  onHub({}, async (hub) => {
    const token = await signIn(hub.hub, "li-siyuan");
    const socket = io(`${hub.hub.url}/desk`, { transports: ["websocket"], auth: { protocol: PROTOCOL, token }, forceNew: true });
    endWithHub(hub.hub, { end: () => void socket.disconnect() });
    const call = (name: unknown, input: unknown) =>
      new Promise<{ ok: boolean; error?: { code: string } }>((resolve) => socket.emit("call", name, input, resolve));
    for (const name of ["toString", "__proto__", "constructor", "hasOwnProperty", "nothing", "", 7, null, {}])
      expect((await call(name, {})).error?.code, String(name)).toBe("unknown-call");
    expect((await call("pickUpAlert", { alertId: "a b" })).error?.code).toBe("invalid-input");
    expect((await call("pickUpAlert", { alertId: "bp-none", more: 1 })).error?.code).toBe("invalid-input");
    expect((await call("pickUpAlert", { alertId: "bp-none" })).error?.code).toBe("no-such-alert");
  }));

test("[GATE-6] experts and supervisors are refused what only those who serve may do", () =>
  onHub({}, async (hub) => {
    for (const id of ["zhao-boshi", "shen-yue"]) {
      const desk = await openDesk(hub.hub, id);
      for (const reply of await Promise.all([
        desk.calls.openAlert({ alertId: "bp-1" }),
        desk.calls.pickUpAlert({ alertId: "bp-1" }),
        desk.calls.snoozeAlert({ alertId: "bp-1", until: 1 }),
        desk.calls.handOverAlert({ alertId: "bp-1", to: "li-siyuan" }),
        desk.calls.giveToAssistant({ alertId: "bp-1" }),
      ]))
        expect(refusalOf(reply)).toBe("not-permitted");
    }
  }));

test("[GATE-7] sign-in is open to who holds the launch token, and to nobody else", () =>
  onHub({}, async (hub) => {
    const ask = async (token: string, body: unknown) => {
      const response = await fetch(`${hub.hub.url}/v1/desk/sign-in`, {
        method: "POST",
        headers: { authorization: `Bearer ${token}` },
        body: JSON.stringify(body),
      });
      return [response.status, ((await response.json()) as { error?: { code: string } }).error?.code ?? "ok"];
    };
    expect(await ask("wrong", { specialistId: "li-siyuan" })).toEqual([401, "not-authenticated"]);
    expect(await ask("", { specialistId: "li-siyuan" })).toEqual([401, "not-authenticated"]);
    expect(await ask(hub.hub.launchToken, { specialistId: "nobody" })).toEqual([404, "no-such-specialist"]);
    expect(await ask(hub.hub.launchToken, { specialistId: "li-siyuan", role: "supervisor" })).toEqual([400, "invalid-input"]);
    expect(await ask(hub.hub.launchToken, { specialistId: "li-siyuan" })).toEqual([200, "ok"]);
    expect((await fetch(`${hub.hub.url}/v1/desk/identities`)).status).toBe(401);
    for (const path of ["/v1/flows/none", "/sdk/..%2Fkeys.json", "/sdk/keys.json", "/keys.json", "/sdk/none.js"])
      expect((await fetch(`${hub.hub.url}${path}`)).status, path).toBe(404);
  }));

test("[GATE-8] the first view is of who holds the token, and of nobody else", () =>
  onHub({}, async (hub) => {
    const ask = async (token: string, query = `?protocol=${PROTOCOL}`) => {
      const response = await fetch(`${hub.hub.url}/v1/desk/first-view${query}`, { headers: { authorization: `Bearer ${token}` } });
      return { status: response.status, reply: (await response.json()) as Reply<FirstView> };
    };
    const codeOf = async (...asked: Parameters<typeof ask>) => {
      const { status, reply } = await ask(...asked);
      return [status, reply.ok ? "ok" : reply.error.code];
    };
    const token = await signIn(hub.hub, "li-siyuan");
    expect(await codeOf(token, "")).toEqual([426, "peer-too-old"]);
    expect(await codeOf(token, `?protocol=${PROTOCOL + 1}`)).toEqual([426, "hub-too-old"]);
    expect(await codeOf("")).toEqual([401, "not-authenticated"]);
    expect(await codeOf(hub.hub.launchToken)).toEqual([401, "not-authenticated"]);
    expect(await codeOf(await customerToken(hub.hub, "li-siyuan", hub.clock.now()))).toEqual([401, "not-authenticated"]);
    expect(await codeOf((await hub.hub.services.tokens.forDesk("nobody" as never)).token)).toEqual([404, "no-such-specialist"]);

    const { alert } = await breakAtFaceCheck(hub, await openDesk(hub.hub, "li-siyuan"));
    const own = granted((await ask(token)).reply);
    expect(own.content.me.id).toBe("li-siyuan");
    expect(own.snapshot.alerts.map(({ id }) => id)).toEqual([alert.id]);
    // Another manager's customers are nobody else's business.
    const others = granted((await ask(await signIn(hub.hub, "wang-min"))).reply);
    expect(others.snapshot.alerts).toEqual([]);
    hub.clock.advance(DAY_MS);
    expect(await codeOf(token)).toEqual([401, "token-expired"]);
  }));
