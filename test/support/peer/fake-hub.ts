/**
 * A hub for the customer's session tests: one journey, one specialist, everything in memory; the contract's own binder in front.
 *
 * Not the real one, which has its own tests: this one can lie, be slow and go away on command.
 */
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { Socket } from "socket.io";
import { Server } from "socket.io";
import { parse } from "yaml";
import { inProject } from "#scripts/lib/project.ts";
import { bindCalls } from "#shared/contract/binder.ts";
import type { CustomerHubCalls } from "#shared/contract/customer-hub.ts";
import { customerHubCalls } from "#shared/contract/customer-hub.ts";
import { refuse } from "#shared/contract/errors.ts";
import type { Handlers, ParsedInputOf } from "#shared/contract/table.ts";
import { MINUTE_MS } from "#shared/lib/duration.ts";
import type { ConsentScope } from "#shared/model/consent.ts";
import { flowSchema } from "#shared/model/flow.ts";
import { helpSessionIdSchema, invitationIdSchema, journeyIdSchema, participantIdSchema } from "#shared/model/ids.ts";
import { CONSENT_SCOPES } from "#shared/model/plain-values.ts";
import type { CustomerSessionView } from "#shared/model/views.ts";
import { customerSessionViewSchema, invitationViewSchema } from "#shared/model/views.ts";

/** 2026-11-23 10:00 in Shanghai: the hub's clock in tests. */
export const HUB_NOW = Date.UTC(2026, 10, 23, 2);
export const CUSTOMER = participantIdSchema.parse("p-customer");
export const SPECIALIST = participantIdSchema.parse("p-specialist-li");
export const EXPERT = participantIdSchema.parse("p-expert-chen");
const SESSION = helpSessionIdSchema.parse("hs-1");
const INVITATION = invitationIdSchema.parse("in-1");
const LASTS_MS = 15 * MINUTE_MS;
const LOCAL = "127.0.0.1";

type Asked = { [K in keyof CustomerHubCalls]: { name: K; input: ParsedInputOf<CustomerHubCalls, K> } }[keyof CustomerHubCalls];
export type SignalOut = ParsedInputOf<CustomerHubCalls, "sendSignal">;

export type FakeHub = {
  readonly url: string;
  /** Every call that passed the binder, in order. */
  readonly calls: Asked[];
  readonly refused: string[];
  view: CustomerSessionView;
  /** Answers the next acceptance as one that came too late. */
  tooLate: boolean;
  onSignal: (signal: SignalOut) => void;
  /** Milliseconds added to the hub's clock. */
  now(): number;
  emit(event: string, payload: unknown): void;
  /** Changes the view and tells the customer. */
  change(change: Partial<CustomerSessionView>): void;
  signalFrom(from: string, callId: string, signal: string): void;
  /** Cuts every connection and takes none until `up`. */
  down(): void;
  up(): void;
  count(name: keyof CustomerHubCalls): number;
  close(): Promise<void>;
};

const flow = flowSchema.parse(parse(readFileSync(inProject("content/flows/car-loan.yaml"), "utf8")));

export async function startFakeHub(files: Readonly<Record<string, { type: string; body: string }>>): Promise<FakeHub> {
  const began = Date.now();
  const now = () => HUB_NOW + Date.now() - began;
  const http = createServer((request, response) => {
    const path = (request.url ?? "/").split("?")[0] ?? "/";
    const file =
      path === "/v1/flows/car-loan" ? { type: "application/json", body: JSON.stringify({ ok: true, value: { flow } }) } : files[path];
    response.writeHead(file ? 200 : 404, { "content-type": file?.type ?? "text/plain" });
    response.end(file?.body ?? "");
  });
  let open = true;
  const io = new Server(http, { allowRequest: (_request, answer) => answer(null, open) });
  const sockets = new Set<Socket>();
  const done = { ok: true, value: {} } as const;

  const setConsent = (scope: ConsentScope, given: boolean) => {
    const until = hub.view.until ?? now();
    const others = hub.view.consents.filter((consent) => consent.scope !== scope);
    hub.view = { ...hub.view, consents: [...others, { scope, status: given ? "given" : "withdrawn", at: now(), until }] };
  };
  const handlers: Handlers<CustomerHubCalls, null> = {
    openInvitation: () => ({
      ok: true,
      value: invitationViewSchema.parse({
        invitationId: INVITATION,
        helpSessionId: SESSION,
        specialist: { name: "李思远", staffNumber: "80231", role: "manager" },
        flowTitle: flow.title,
        stepTitle: { "zh-CN": "人脸核验", en: "Face check" },
        lastsMs: LASTS_MS,
        expiresAt: now() + LASTS_MS,
        scopes: [...CONSENT_SCOPES],
      }),
    }),
    answerInvitation: ({ answer, scopes }) => {
      if (answer !== "accept") return { ok: true, value: { session: null } };
      if (hub.tooLate) return refuse("no-such-invitation");
      hub.view = { ...hub.view, status: "active", until: now() + LASTS_MS };
      for (const scope of scopes) setConsent(scope, true);
      return { ok: true, value: { session: hub.view } };
    },
    rejoin: () => (hub.view.status === "active" ? { ok: true, value: hub.view } : refuse("help-session-over")),
    changeConsent: ({ scope, given }) => {
      setConsent(scope, given);
      return { ok: true, value: hub.view };
    },
    declineScope: ({ scope }) => {
      hub.view = { ...hub.view, asked: hub.view.asked.filter((one) => one !== scope) };
      return { ok: true, value: hub.view };
    },
    endHelpSession: () => {
      hub.view = { ...hub.view, status: "wrap-up" };
      return done;
    },
    pageChanging: () => done,
    sendMirrorFrame: () => done,
    sendSignal: (input) => {
      hub.onSignal(input);
      return done;
    },
    setMediaState: () => done,
    sendChat: ({ id, text }) => ({
      ok: true,
      value: {
        message: {
          id,
          journeyId: journeyIdSchema.parse("j-1"),
          from: { kind: "customer" },
          text: text.replace(/\d{6}(?=\d{4})/g, "······"),
          at: now(),
        },
      },
    }),
    askForPerson: () => done,
    chatSoFar: () => ({ ok: true, value: { messages: [] } }),
  };
  const binder = bindCalls({
    table: customerHubCalls,
    handlers,
    permits: () => true,
    onBug: (fault) => hub.refused.push(String(fault)),
    makeCorrelationId: () => "c-1",
  });
  io.of("/customer").on("connection", (socket) => {
    sockets.add(socket);
    socket.on("disconnect", () => sockets.delete(socket));
    socket.on("call", async (name: unknown, input: unknown, answer: (reply: unknown) => void) => {
      const reply = await binder(name, input, null);
      if (reply.ok) hub.calls.push({ name, input } as Asked);
      else hub.refused.push(`${String(name)} ${JSON.stringify(reply.error)}`);
      answer(reply);
    });
  });
  await new Promise<void>((resolve) => http.listen(0, LOCAL, resolve));
  const hub: FakeHub = {
    url: `http://${LOCAL}:${(http.address() as AddressInfo).port}`,
    calls: [],
    refused: [],
    tooLate: false,
    view: customerSessionViewSchema.parse({
      helpSessionId: SESSION,
      me: CUSTOMER,
      status: "inviting",
      until: null,
      participants: [
        { id: CUSTOMER, role: "customer", displayName: "林**", status: "present" },
        { id: SPECIALIST, role: "specialist", displayName: "李思远", status: "present" },
      ],
      consents: [],
      asked: [],
      ice: { iceServers: [], loopbackOnly: true },
    }),
    onSignal: () => {},
    now,
    emit: (event, payload) => void io.of("/customer").emit(event, payload),
    change(change) {
      hub.view = { ...hub.view, ...change };
      hub.emit("session", hub.view);
    },
    signalFrom: (from, callId, signal) => hub.emit("signal", { helpSessionId: SESSION, from, callId, signal }),
    down() {
      open = false;
      for (const socket of sockets) socket.conn.close();
    },
    up() {
      open = true;
    },
    count: (name) => hub.calls.filter((call) => call.name === name).length,
    close: async () => {
      await io.close();
    },
  };
  return hub;
}
