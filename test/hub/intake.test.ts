/** Facts in over HTTP: what is kept, what is refused, and what a hostile page or a wrong clock cannot do. */
import { SignJWT } from "jose";
import { expect, test } from "vitest";
import { healthReplySchema } from "#shared/contract/http.ts";
import { PROTOCOL } from "#shared/contract/protocol.ts";
import { HOUR_MS, MINUTE_MS, SECOND_MS } from "#shared/lib/duration.ts";
import { active, alertOf, breakAtFaceCheck, frame, seen, settled, waitForAlert } from "../support/hub-story.ts";
import type { TestHub } from "../support/test-hub.ts";
import { customerToken, eventually, faceFailedThrice, granted, MORNING_MS, onHub, openDesk, openJourney } from "../support/test-hub.ts";

type Answer = {
  readonly status: number;
  readonly ok: boolean;
  readonly error?: { code: string; detail?: Record<string, unknown> };
  readonly value?: unknown;
};

async function post(test: TestHub, path: string, body: unknown, token?: string): Promise<Answer> {
  const response = await fetch(`${test.hub.url}${path}`, {
    method: "POST",
    headers: token === undefined ? {} : { authorization: `Bearer ${token}` },
    body: typeof body === "string" ? body : JSON.stringify(body),
  });
  return { status: response.status, ...((await response.json()) as Omit<Answer, "status">) };
}

const bankToken = (test: TestHub, audience = "baton-hub-facts", key = test.hub.bankKey) =>
  new SignJWT({})
    .setProtectedHeader({ alg: "HS256" })
    .setSubject("jianghai-core")
    .setAudience(audience)
    .setIssuedAt(Math.floor(test.clock.now() / 1_000))
    .setExpirationTime(Math.floor(test.clock.now() / 1_000) + 600)
    .sign(key);

const secret = "0123456789abcdefghijklmnop";
const body = (test: TestHub, facts: unknown[] = [], more: Record<string, unknown> = {}) => ({
  protocol: PROTOCOL,
  token: null,
  journey: { id: "j-own", secret },
  facts,
  sentAt: test.clock.now(),
  ...more,
});
const started = (id = "j-own", seq = 1) => ({
  id: `${id}-f${seq}`,
  journeyId: id,
  seq,
  at: MORNING_MS,
  observation: { kind: "journey-started", flowId: "car-loan", channel: "app" },
});

test("[INTAKE-1] facts are answered when they are on disk; sent again they are known and change nothing", () =>
  onHub({}, async (hub) => {
    const manager = await openDesk(hub.hub, "li-siyuan");
    const journey = await openJourney(hub, "lin-xiaolan");
    const facts = journey.facts(...faceFailedThrice);
    expect(granted(await journey.sendRaw(facts)).upTo).toBe(5);
    const alert = await waitForAlert(manager, journey);
    expect(granted(await journey.sendRaw(facts)).upTo).toBe(5);
    expect(granted(await journey.sendRaw([...facts].reverse())).upTo).toBe(5);
    await settled(hub);
    expect(alertOf(manager, journey)?.revision).toBe(alert.revision);
    const { readFile } = await import("node:fs/promises");
    expect((await readFile(`${hub.dataDir}/facts.log`, "utf8")).trim().split("\n")).toHaveLength(5);
  }));

test("[INTAKE-2] a tracker of another protocol is told who has to be updated", () =>
  onHub({}, async (hub) => {
    expect(await post(hub, "/v1/track", body(hub, [], { protocol: PROTOCOL - 1 }))).toMatchObject({
      status: 426,
      error: { code: "peer-too-old" },
    });
    expect(await post(hub, "/v1/track", body(hub, [], { protocol: "1" }))).toMatchObject({ status: 426, error: { code: "peer-too-old" } });
    expect(await post(hub, "/v1/track", body(hub, [], { protocol: PROTOCOL + 1 }))).toMatchObject({
      status: 426,
      error: { code: "hub-too-old" },
    });
  }));

test("[INTAKE-3] a journey belongs to whoever holds its secret, on the event stream too", () =>
  onHub({}, async (hub) => {
    granted((await post(hub, "/v1/track", body(hub, [started()]))) as never);
    const foreign = body(hub, [started("j-own", 2)], { journey: { id: "j-own", secret: `${secret}x` } });
    expect(await post(hub, "/v1/track", foreign)).toMatchObject({ status: 403, error: { code: "journey-token-invalid" } });
    for (const query of ["journey=j-own&secret=wrong", "journey=j-none&secret=x", "journey=j-own", ""]) {
      const response = await fetch(`${hub.hub.url}/v1/invitations?${query}`);
      expect(response.status, query).toBe(403);
      await response.body?.cancel();
    }
  }));

test("[INTAKE-4] facts of another journey are refused whole, and open none", () =>
  onHub({}, async (hub) => {
    expect(await post(hub, "/v1/track", body(hub, [started(), started("j-foreign", 2)]))).toMatchObject({
      status: 400,
      error: { code: "invalid-input", detail: { path: "facts" } },
    });
    expect(hub.hub.services.intake.openJourneys).toBe(0);
  }));

test("[INTAKE-5] what is too large is refused by its size, before it is read", () =>
  onHub({}, async (hub) => {
    expect(await post(hub, "/v1/track", `{"pad":"${"x".repeat(300_000)}"}`)).toMatchObject({ status: 413, error: { code: "too-large" } });
    // One that does not say how large it is is counted while it comes.
    const unmeasured = new ReadableStream({
      start(controller) {
        for (let piece = 0; piece < 10; piece += 1) controller.enqueue(new TextEncoder().encode(`"${"x".repeat(30_000)}",`));
        controller.close();
      },
    });
    const streamed = await fetch(`${hub.hub.url}/v1/track`, { method: "POST", body: unmeasured, duplex: "half" } as RequestInit);
    expect({ status: streamed.status, reply: await streamed.json() }).toMatchObject({
      status: 413,
      reply: { error: { code: "too-large" } },
    });
    const many = Array.from({ length: 201 }, (_none, index) => started("j-own", index + 1));
    expect(await post(hub, "/v1/track", body(hub, many))).toMatchObject({ status: 400, error: { code: "invalid-input" } });
  }));

test("[INTAKE-6] the schema is strict: a key the contract does not know is refused, so no value can ride along", () =>
  onHub({}, async (hub) => {
    const filled = { kind: "field-changed", stepId: "identity", fieldId: "phone", state: "filled" };
    for (const observation of [
      { ...filled, value: "13812345678" },
      { ...filled, length: 11 },
      { ...filled, state: "13812345678" },
      { kind: "field-rejected", stepId: "identity", fieldId: "phone", reason: "13812345678 is wrong" },
      { kind: "made-up", stepId: "identity" },
      { kind: "toString" },
    ])
      expect(await post(hub, "/v1/track", body(hub, [{ ...started(), observation }])), JSON.stringify(observation)).toMatchObject({
        status: 400,
        error: { code: "invalid-input" },
      });
    for (const raw of ["", "null", "[]", "{", '"x"', '{"__proto__":{"protocol":1}}'])
      expect((await post(hub, "/v1/track", raw)).ok, raw).toBe(false);
  }));

test("[INTAKE-7] a journey that sends more than its allowance is told to wait, and has it back with time", () =>
  onHub({}, async (hub) => {
    const journey = await openJourney(hub, null);
    const batch = () => journey.facts(...Array.from({ length: 150 }, () => seen("step-entered", { stepId: "vehicle" })));
    for (let n = 0; n < 3; n += 1) granted(await journey.sendRaw(batch()));
    const over = batch();
    expect(await journey.sendRaw(over)).toMatchObject({ ok: false, error: { code: "too-many" } });
    hub.clock.advance(10 * SECOND_MS);
    expect(granted(await journey.sendRaw(over)).upTo).toBe(601);
  }));

test("[INTAKE-7] a page that leaves holes in its numbers is given up on them, not remembered for ever", () =>
  onHub({}, async (hub) => {
    const journey = await openJourney(hub, null);
    for (let round = 0; round < 11; round += 1) {
      const facts = Array.from({ length: 100 }, (_none, index) => ({
        ...started(journey.id, 10_000 + 2 * (round * 100 + index)),
        at: hub.clock.now(),
        observation: seen("step-entered", { stepId: "vehicle" }),
      }));
      const { upTo } = granted(await journey.sendRaw(facts as never));
      if (round === 10) expect(upTo).toBeGreaterThanOrEqual(10_000);
      hub.clock.advance(5 * SECOND_MS);
    }
  }));

test("[INTAKE-8] a journey never changes its customer: another one's token is refused", () =>
  onHub({}, async (hub) => {
    const journey = await openJourney(hub, "lin-xiaolan");
    const token = await customerToken(hub.hub, "he-yaqin", hub.clock.now());
    const other = { ...body(hub), token, journey: { id: journey.id, secret: journey.secret } };
    expect(await post(hub, "/v1/track", other)).toMatchObject({ status: 403, error: { code: "journey-token-invalid" } });
    expect(hub.hub.services.intake.customerOf(journey.id as never)).toBe("lin-xiaolan");
    expect(await post(hub, "/v1/track", body(hub, [started()], { token: "forged.token.here" }))).toMatchObject({
      status: 401,
      error: { code: "not-authenticated" },
    });
  }));

test("[INTAKE-9] a bank's back end sends facts with its own token and nobody else's; twice the same is once", () =>
  onHub({}, async (hub) => {
    const manager = await openDesk(hub.hub, "li-siyuan");
    const facts = faceFailedThrice.map((observation, index) => ({
      id: `b-${index}`,
      journeyId: "j-bank",
      seq: index + 2,
      at: hub.clock.now(),
      observation,
    }));
    const sent = { facts: [started("j-bank"), ...facts], customers: { "j-bank": "lin-xiaolan" } };
    expect(await post(hub, "/v1/facts", sent)).toMatchObject({ status: 401, error: { code: "not-authenticated" } });
    expect(await post(hub, "/v1/facts", sent, await bankToken(hub, "baton-hub"))).toMatchObject({ status: 401 });
    expect(await post(hub, "/v1/facts", sent, await bankToken(hub, "baton-hub-facts", new Uint8Array(32)))).toMatchObject({ status: 401 });
    const token = await bankToken(hub);
    expect(await post(hub, "/v1/facts", { facts: [], customers: {} }, token)).toMatchObject({
      status: 400,
      error: { code: "invalid-input" },
    });
    expect(await post(hub, "/v1/facts", sent, token)).toMatchObject({ status: 202, value: { accepted: 5, repeated: 0 } });
    expect(await post(hub, "/v1/facts", sent, token)).toMatchObject({ value: { accepted: 0, repeated: 5 } });
    expect((await waitForAlert(manager, { id: "j-bank" })).maskedName).toBe("林**");
    // No page holds a secret of a journey the bank opened.
    for (const guess of ["-", secret])
      expect((await fetch(`${hub.hub.url}/v1/invitations?journey=j-bank&secret=${guess}`)).status).toBe(403);
    hub.clock.advance(HOUR_MS);
    expect(await post(hub, "/v1/facts", sent, token)).toMatchObject({ status: 401, error: { code: "token-expired" } });
  }));

test("[INTAKE-10] a customer's wrong clock moves nothing: facts are placed by how long before sending they were", () =>
  onHub({}, async (hub) => {
    const manager = await openDesk(hub.hub, "li-siyuan");
    const journey = await openJourney(hub, "lin-xiaolan");
    const wrongByMs = 3 * HOUR_MS;
    const facts = journey
      .facts(...faceFailedThrice)
      .map((fact, index) => ({ ...fact, at: fact.at + wrongByMs - (3 - index) * 10 * SECOND_MS }));
    granted(
      (await post(hub, "/v1/track", {
        ...body(hub, facts),
        journey: { id: journey.id, secret: journey.secret },
        sentAt: hub.clock.now() + wrongByMs,
      })) as never,
    );
    const alert = await waitForAlert(manager, journey);
    const { journey: card } = granted(await manager.calls.openAlert({ alertId: alert.id }));
    expect(card.facts.slice(1).map((fact) => (fact.at - hub.clock.now()) / SECOND_MS)).toEqual([-30, -20, -10, 0]);
  }));

test("[INTAKE-11] a breakpoint that is learned of ten minutes late disturbs nobody, and a fresh one on the same journey does", () =>
  onHub({}, async (hub) => {
    const agent = await openDesk(hub.hub, "agent-04");
    const facts = [{ kind: "journey-started", flowId: "car-loan", channel: "app" }, ...faceFailedThrice].map((observation, index) => ({
      id: `l-${index}`,
      journeyId: "j-late",
      seq: index + 1,
      at: hub.clock.now() - 11 * MINUTE_MS - 4 * SECOND_MS + index * SECOND_MS,
      observation,
    }));
    const token = await bankToken(hub);
    granted((await post(hub, "/v1/facts", { facts }, token)) as never);
    hub.clock.advance(5 * MINUTE_MS);
    await settled(hub);
    expect(agent.entries.filter(({ change }) => change.kind === "alert")).toEqual([]);
    const { snapshot } = granted(await agent.calls.resume({ cursor: null })) as { snapshot: { alerts: { state: { status: string } }[] } };
    expect(snapshot.alerts.every((alert) => alert.state.status === "resolved")).toBe(true);

    const fresh = [
      { id: "l-fresh", journeyId: "j-late", seq: 6, at: hub.clock.now(), observation: { kind: "help-requested", stepId: "face-check" } },
    ];
    granted((await post(hub, "/v1/facts", { facts: fresh }, token)) as never);
    expect((await waitForAlert(agent, { id: "j-late" })).breakpoint.kind).toBe("help-requested");
  }));

test("[INTAKE-13] /healthz names the launch and no secret; /metrics counts facts, alerts, pickups, connections and mirror bytes", () =>
  onHub({}, async (hub) => {
    const { manager, page, id } = await active(hub, ["view"]);
    granted(await manager.calls.viewMirror({ helpSessionId: id, on: true }));
    granted(await page.calls.sendMirrorFrame(frame(id, 1)));
    await breakAtFaceCheck(hub, manager, "he-yaqin");
    const health = await (await fetch(`${hub.hub.url}/healthz`)).json();
    expect(healthReplySchema.parse(health)).toEqual({ status: "ok", pid: process.pid, startedAt: MORNING_MS, protocol: PROTOCOL });
    expect(Object.keys(health as object).sort()).toEqual(["pid", "protocol", "startedAt", "status"]);

    const response = await fetch(`${hub.hub.url}/metrics`);
    expect(response.headers.get("content-type")).toContain("text/plain");
    const text = await response.text();
    for (const line of [
      'baton_facts_accepted_total{source="tracker"} 10',
      'baton_alerts_raised_total{kind="verification-failed"} 2',
      'baton_pickups_total{result="won"} 1',
      'baton_connections{kind="desk"} 1',
      'baton_connections{kind="customer"} 1',
      'baton_mirror_bytes_forwarded_total{layer="structure"} 2',
      "baton_due_to_raised_ms_count 2",
    ])
      expect(text).toContain(line);
    for (const secretText of ["lin-xiaolan", "林", hub.hub.launchToken]) expect(text).not.toContain(secretText);
    page.end();
    await eventually(() => hub.hub.services.links.customers.size === 0, "gone");
    expect(await (await fetch(`${hub.hub.url}/metrics`)).text()).toContain('baton_connections{kind="customer"} 0');
  }));
