/** Facts from back ends: both forms of a batch, who may send, how much, and that the description and the examples are true. */
import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";
import { SignJWT } from "jose";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { signBody } from "#hub/ingest/body-signature.ts";
import { openApiDocument } from "#hub/ingest/openapi.ts";
import { createSenderAllowance } from "#hub/ingest/sender-allowance.ts";
import { MINUTE_MS } from "#shared/lib/duration.ts";
import { waitForAlert } from "../support/hub-story.ts";
import type { TestHub } from "../support/test-hub.ts";
import { faceFailedThrice, MORNING_MS, onHub, openDesk, openJourney } from "../support/test-hub.ts";

type Answer = { status: number; ok: boolean; value?: unknown; error?: { code: string; detail?: Record<string, unknown> } };
const examples = path.resolve(import.meta.dirname, "../../docs/examples");
const run = promisify(execFile);

const factOf = (journeyId: string, seq: number, observation: unknown, at = MORNING_MS) => ({
  id: `${journeyId}-f${seq}`,
  journeyId,
  seq,
  at,
  observation,
});
const started = { kind: "journey-started", flowId: "car-loan", channel: "app" };
const story = (journeyId: string) => [started, ...faceFailedThrice].map((observation, index) => factOf(journeyId, index + 1, observation));
const ndjson = (lines: readonly unknown[]) => `${lines.map((line) => JSON.stringify(line)).join("\n")}\n`;

const tokenOf = (test: TestHub) =>
  new SignJWT({})
    .setProtectedHeader({ alg: "HS256" })
    .setSubject("jianghai-core")
    .setAudience("baton-hub-facts")
    .setExpirationTime(Math.floor(test.clock.now() / 1_000) + 600)
    .sign(test.hub.bankKey);

async function send(test: TestHub, body: string, headers: Record<string, string>): Promise<Answer> {
  const response = await fetch(`${test.hub.url}/v1/facts`, { method: "POST", headers, body });
  return { status: response.status, ...((await response.json()) as Omit<Answer, "status">) };
}
const signed = (test: TestHub, body: string, at = test.clock.now()) => ({ "baton-signature": signBody(test.hub.bankKey, body, at) });
const asNdjson = { "content-type": "application/x-ndjson; charset=utf-8" };

test("[INTAKE-15] NDJSON and JSON are the same batch; a fault is told by its line and nothing of the batch is taken", () =>
  onHub({}, async (hub) => {
    const manager = await openDesk(hub.hub, "li-siyuan");
    const [first, ...rest] = story("j-lines");
    const body = ndjson([{ ...first, customerId: "lin-xiaolan" }, ...rest]);
    const headers = { ...asNdjson, ...signed(hub, body) };
    expect(await send(hub, body, headers)).toMatchObject({ status: 202, value: { accepted: 5, repeated: 0 } });
    expect((await waitForAlert(manager, { id: "j-lines" })).maskedName).toBe("林**");
    const asJson = JSON.stringify({ facts: story("j-lines") });
    expect(await send(hub, asJson, signed(hub, asJson))).toMatchObject({ status: 202, value: { accepted: 0, repeated: 5 } });

    for (const [bad, line] of [
      [`${ndjson(story("j-bad"))}{"id":`, 6],
      [ndjson([...story("j-bad").slice(0, 2), { ...factOf("j-bad", 3, { kind: "made-up" }) }]), 3],
      [
        ndjson([
          { ...story("j-bad")[0], customerId: "lin-xiaolan" },
          { ...story("j-bad")[1], customerId: "he-yaqin" },
        ]),
        2,
      ],
    ] as const) {
      const answer = await send(hub, bad, { ...asNdjson, ...signed(hub, bad) });
      expect(answer).toMatchObject({ status: 400, error: { code: "invalid-input", detail: { line } } });
    }
    expect(await send(hub, "\n\n", { ...asNdjson, ...signed(hub, "\n\n") })).toMatchObject({ status: 400 });
    expect(hub.hub.services.intake.openJourneys).toBe(1);
  }));

test("[INTAKE-16] a token says who sends, a signature what was sent; whatever is shown has to be right and fresh", () =>
  onHub({}, async (hub) => {
    const body = JSON.stringify({ facts: story("j-signed") });
    const bearer = { authorization: `Bearer ${await tokenOf(hub)}` };
    const wrong: [string, Record<string, string>][] = [
      ["nothing shown", {}],
      ["a signature of another body", signed(hub, `${body} `)],
      ["a signature with another key", { "baton-signature": signBody(new Uint8Array(32), body, hub.clock.now()) }],
      ["no signature at all", { "baton-signature": "t=1,v1=00" }],
      ["a right token and a wrong signature", { ...bearer, ...signed(hub, "{}") }],
      ["a right signature and a wrong token", { authorization: "Bearer x.y.z", ...signed(hub, body) }],
      ["a recorded one, six minutes old", signed(hub, body, hub.clock.now() - 6 * MINUTE_MS)],
    ];
    for (const [what, headers] of wrong) expect((await send(hub, body, headers)).status, what).toBe(401);
    expect(hub.hub.services.intake.openJourneys).toBe(0);
    expect(await send(hub, body, { ...bearer, ...signed(hub, body) })).toMatchObject({ status: 202, value: { accepted: 5 } });
    const changing = `${signBody(new Uint8Array(32), body, hub.clock.now())},${signBody(hub.hub.bankKey, body, hub.clock.now()).split(",")[1]}`;
    expect(await send(hub, body, { "baton-signature": changing })).toMatchObject({ status: 202, value: { repeated: 5 } });
    expect(await send(hub, body, bearer)).toMatchObject({ status: 202, value: { repeated: 5 } });
  }));

test("[INTAKE-17] a fact is the same by its id or by its place: sent again, in another batch or under another number, it counts once", () =>
  onHub({}, async (hub) => {
    const facts = story("j-twice");
    const first = factOf("j-twice", 6, { kind: "help-opened", stepId: "face-check", topic: "photo" });
    const post = (list: unknown[]) => {
      const body = JSON.stringify({ facts: list });
      return send(hub, body, signed(hub, body));
    };
    expect(await post([...facts, ...facts])).toMatchObject({ value: { accepted: 5, repeated: 5 } });
    expect(await post([...facts, first])).toMatchObject({ value: { accepted: 1, repeated: 5 } });
    expect(await post([{ ...first, seq: 7 }])).toMatchObject({ value: { accepted: 0, repeated: 1 } });
    expect(await post([{ ...first, id: "j-twice-other" }])).toMatchObject({ value: { accepted: 0, repeated: 1 } });
    const kept = (await readFile(`${hub.dataDir}/facts.log`, "utf8")).trim().split("\n");
    expect(kept).toHaveLength(6);
  }));

test("[INTAKE-18] the answer comes after the disk: of two senders with the same facts neither is answered before they are kept", () =>
  onHub({}, async (hub) => {
    const journeys = Array.from({ length: 40 }, (_none, index) => `j-both-${index}`);
    const body = JSON.stringify({ facts: journeys.flatMap(story) });
    const both = await Promise.all(
      [0, 1].map(async () => {
        const answer = await send(hub, body, signed(hub, body));
        const kept = (await readFile(`${hub.dataDir}/facts.log`, "utf8")).trim().split("\n").length;
        return { answer, kept };
      }),
    );
    for (const { answer, kept } of both) {
      expect(answer.status).toBe(202);
      expect(kept).toBe(200);
    }
    expect(both.reduce((sum, { answer }) => sum + (answer.value as { accepted: number }).accepted, 0)).toBe(200);
  }));

test("[INTAKE-19] a sender that runs away is told when to come back, others are not held up by it", () => {
  let now = MORNING_MS;
  const allowance = createSenderAllowance(() => now, { atOnce: 1_000, aSecond: 100 });
  expect(allowance.spend("core", 1_000)).toBeNull();
  expect(allowance.spend("core", 50)).toBe(500);
  expect(allowance.spend("cards", 1_000)).toBeNull();
  now += 500;
  expect(allowance.spend("core", 50)).toBeNull();
  now += MINUTE_MS;
  expect(allowance.spend("core", 1_001)).toBe(10);
});

test("[INTAKE-20] a back end's facts of a journey that is another customer's are refused whole", () =>
  onHub({}, async (hub) => {
    const journey = await openJourney(hub, "lin-xiaolan");
    const body = JSON.stringify({
      facts: [...story("j-fresh"), factOf(journey.id, 2, { kind: "step-entered", stepId: "vehicle" })],
      customers: { [journey.id]: "he-yaqin" },
    });
    expect(await send(hub, body, signed(hub, body))).toMatchObject({ status: 403, error: { code: "journey-token-invalid" } });
    expect(hub.hub.services.intake.openJourneys).toBe(1);
  }));

test("[INTAKE-21] docs/openapi.yaml says what the schemas say, and the hub serves it", () =>
  onHub({}, async (hub) => {
    const file = parse(await readFile(path.join(examples, "../openapi.yaml"), "utf8"));
    expect(file, "run: node scripts/openapi.ts").toEqual(JSON.parse(JSON.stringify(openApiDocument())));
    expect(await (await fetch(`${hub.hub.url}/v1/openapi.json`)).json()).toEqual(file);
  }));

test("[INTAKE-22] the examples of docs/examples run as they stand", () =>
  onHub({ at: Date.now() }, async (hub) => {
    const env = { ...process.env, BATON_URL: hub.hub.url, BATON_BANK_KEY: Buffer.from(hub.hub.bankKey).toString("hex") };
    const typescript = await run(process.execPath, [path.join(examples, "send-facts.ts")], { env });
    expect(
      typescript.stdout
        .trim()
        .split("\n")
        .map((line) => JSON.parse(line)),
    ).toEqual([
      { accepted: 3, repeated: 0 },
      { accepted: 0, repeated: 3 },
    ]);
    const hasTools = await run("sh", ["-c", "command -v curl && command -v openssl"]).then(
      () => true,
      () => false,
    );
    if (!hasTools) return;
    const child = run("sh", [path.join(examples, "send-facts.sh")], { env });
    child.child.stdin?.end(ndjson(story("j-shell").map((fact) => ({ ...fact, at: Date.now() }))));
    expect(JSON.parse((await child).stdout)).toEqual({ ok: true, value: { accepted: 5, repeated: 0 } });
  }));
