/**
 * The composition root of a hub: opens the folder's stores, builds the services, serves them. Everything else is handed its parts.
 *
 * Owns start and end order. Arguments, environment and exit belong to `entry/`.
 */
import { randomBytes } from "node:crypto";
import { mkdir } from "node:fs/promises";
import { createServer, type Server as HttpServer, type RequestListener } from "node:http";
import { createServer as createTlsServer } from "node:https";
import type { AddressInfo } from "node:net";
import path from "node:path";
import { Server } from "socket.io";
import type { HealthReply } from "#shared/contract/http.ts";
import { PROTOCOL } from "#shared/contract/protocol.ts";
import type { People } from "#shared/domain/samples/people.ts";
import type { Clock } from "#shared/lib/clock.ts";
import type { IceConfig } from "#shared/model/views.ts";
import { createAudit } from "./audit/audit.ts";
import { createLiveLinks } from "./bus/live-links.ts";
import type { Release } from "./content/release.ts";
import type { SourceTexts } from "./content/source-texts.ts";
import { textsOf } from "./content/source-texts.ts";
import { createContactLedger } from "./decide/contact-ledger.ts";
import { createContactOffice } from "./decide/contact-office.ts";
import { createContactPermits } from "./decide/contact-permits.ts";
import { type KnownNeedModel, openNeedScores } from "./decide/need-scores.ts";
import { fileOutbox } from "./decide/sms-port.ts";
import { createAlertDesk } from "./dispatch/alert-desk.ts";
import { createCustomerHistory } from "./dispatch/customer-history.ts";
import { createDeskLog } from "./dispatch/desk-log.ts";
import { createPresenceBook } from "./dispatch/presence.ts";
import { keepPresence, readPresence } from "./dispatch/presence-store.ts";
import { EVERYONE } from "./dispatch/readers.ts";
import { serveCustomers } from "./gateway/customer-gateway.ts";
import { serveDesks, serveGuests } from "./gateway/desk-gateway.ts";
import { createHttpApp } from "./gateway/http-app.ts";
import { createTokens, openKeys } from "./gateway/tokens.ts";
import { createGuidance } from "./guidance/guidance.ts";
import { createIntentDesk } from "./guidance/intent-desk.ts";
import { createChatDesk } from "./help-session/chat-desk.ts";
import { createHelpSessions } from "./help-session/help-sessions.ts";
import { createMirrorRelay } from "./help-session/mirror-relay.ts";
import { createSessionSeats } from "./help-session/session-seats.ts";
import { createBackground } from "./platform/background.ts";
import { createDeadlines } from "./platform/deadlines.ts";
import { lateHttp } from "./platform/late-http.ts";
import type { Log } from "./platform/log.ts";
import { createMetrics } from "./platform/metrics.ts";
import type { HubServices } from "./services.ts";
import { startCheckpoints } from "./store/checkpoints.ts";
import { openFactLog } from "./store/fact-log.ts";
import { openStore } from "./store/open-store.ts";
import { openDraftStore } from "./studio/draft-store.ts";
import { createRunDesk } from "./studio/run-desk.ts";
import { createStudioDesk } from "./studio/studio-desk.ts";
import type { Intake } from "./watch/intake.ts";
import { createIntake } from "./watch/intake.ts";
import { snapshotShape } from "./watch/journey-row.ts";
import { openPolicies } from "./watch/policies.ts";
import { openWatchSnapshots } from "./watch/watch-snapshots.ts";
import { readEndpoints } from "./webhooks/endpoints.ts";
import { startWebhooks } from "./webhooks/webhooks.ts";

export type HubOptions = {
  /** Folder of this hub's database, logs and keys; made when missing. */
  readonly dataDir: string;
  /** What the bank edits, as an immutable release; dates already moved to this hub's epoch. */
  readonly release: Release;
  /** The release's files as they were written, and how synthetic customers behave; without them files are written out anew and no draft runs on samples. */
  readonly studio?: { readonly texts: SourceTexts; readonly people: () => People };
  readonly clock: Clock;
  readonly log: Log;
  /** Files of need models in order of preference (`needModelFiles`); without any, alerts carry no score. */
  readonly needModels?: readonly string[];
  readonly knownNeedModel?: KnownNeedModel | undefined;
  /** Built customer SDK, served under `/sdk`. */
  readonly sdkDir: string;
  /** 0 = any free port. */
  readonly port: number;
  /** Where the folder's last hub listened: taken again when `port` is 0 and it is free, so that open pages find their hub after a restart. */
  readonly portBefore?: number;
  readonly host: string;
  /** A second door for the local network, over TLS; desks of this machine keep using the loopback one. */
  readonly lan?: { readonly address: string; readonly key: string; readonly cert: string };
  /** How long a journey's change may wait for its snapshot, in milliseconds; shorter in a test that kills. */
  readonly snapshotAfterMs?: number | undefined;
  readonly iceServers?: IceConfig["iceServers"];
  /** The storage broke while running: the process must end, a restart recovers from what is on disk. */
  readonly onFatal: (fault: unknown) => void;
};

export type Hub = {
  readonly url: string;
  /** The same hub as a phone on the network reaches it; null without `lan`. */
  readonly lanUrl: string | null;
  /** How peers of this hub's sessions reach each other. */
  readonly ice: IceConfig;
  readonly port: number;
  readonly launchToken: string;
  readonly startedAt: number;
  /** The key the bank signs customer tokens with: given to the demo bank. */
  readonly bankKey: Uint8Array;
  readonly services: HubServices;
  /** Desks, customers and streams connected now. */
  connections(): number;
  /** When somebody last asked something over HTTP (a page's or a back end's facts above all), on this process's own clock, in milliseconds. */
  requestedAtMs(): number;
  close(): Promise<void>;
};

/** Looking whether a hub lives is no use of it. */
const LOOKS: ReadonlySet<string> = new Set(["/healthz", "/metrics"]);
const LOOPBACK = new Set(["127.0.0.1", "::1", "localhost"]);
/** Largest socket message: a mirror frame of all layers and some room. */
const LARGEST_MESSAGE_BYTES = 8_000_000;

async function openLan(lan: NonNullable<HubOptions["lan"]>, answer: RequestListener, io: Server): Promise<{ url: string; close(): void }> {
  const { address, key, cert } = lan;
  const server = createTlsServer({ key, cert }, answer);
  io.attach(server);
  await listen(server, address, 0);
  return {
    url: `https://${address}:${(server.address() as AddressInfo).port}`,
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}

async function listen(server: Pick<HttpServer, "once" | "off" | "listen">, host: string, port: number, portBefore = 0): Promise<void> {
  const on = (wanted: number) =>
    new Promise<void>((resolve, reject) => {
      server.once("error", reject);
      server.listen(wanted, host, () => {
        server.off("error", reject);
        resolve();
      });
    });
  if (port !== 0 || portBefore === 0) return on(port);
  try {
    await on(portBefore);
  } catch (fault) {
    if ((fault as NodeJS.ErrnoException).code !== "EADDRINUSE") throw fault;
    await on(0);
  }
}

export async function startHub(options: HubOptions): Promise<Hub> {
  const { dataDir, clock, log, host, onFatal } = options;
  const { id: releaseId, content } = options.release;
  const now = () => clock.now();
  await mkdir(dataDir, { recursive: true, mode: 0o700 });
  const keys = await openKeys(path.join(dataDir, "keys.json"));
  const storeFile = path.join(dataDir, "hub.sqlite");
  const snapshotsFile = path.join(dataDir, "watch.sqlite");
  const db = await openStore(storeFile);
  const factsFile = path.join(dataDir, "facts.log");
  const factLog = await openFactLog(factsFile);

  const metrics = createMetrics();
  const tokens = createTokens(keys, now);
  const links = createLiveLinks();
  const deadlines = createDeadlines(clock);
  const background = createBackground(log);
  const deskLog = await createDeskLog(db, now);
  const audit = createAudit(db, now);
  const ledger = createContactLedger(db, content.contentEpoch);
  const permits = createContactPermits(keys.hub, now);
  const sms = fileOutbox(path.join(dataDir, "sms-outbox.jsonl"), permits, now);
  const contacts = createContactOffice({ content, ledger, permits, sms, deskLog, audit, now });
  const relay = createMirrorRelay(metrics);
  const ice: IceConfig = { iceServers: options.iceServers ?? [], loopbackOnly: LOOPBACK.has(host) && options.lan === undefined };
  const lastTold = await readPresence(
    db,
    content.specialists.map((specialist) => specialist.id),
  );
  const presence = createPresenceBook(deadlines, now, lastTold, (specialistId, chosen) => {
    background.run("presence", async () => {
      await deskLog.commit(async (trx, write) => {
        await keepPresence(trx, specialistId, chosen);
        write({ kind: "presence", specialistId, presence: chosen }, EVERYONE);
      });
      await alerts.presenceChanged(specialistId);
    });
  });

  let intake: Intake | null = null;
  const card = (journeyId: Parameters<Intake["card"]>[0]) => intake?.card(journeyId) ?? null;
  const guidance = createGuidance({ db, content, releaseId, now });
  const intents = createIntentDesk({ db, content, now, card });
  const base = {
    db,
    content,
    releaseId,
    deskLog,
    audit,
    ledger,
    contacts,
    permits,
    links,
    deadlines,
    background,
    metrics,
    log,
    now,
    onFatal,
  };
  const sessions = createHelpSessions({
    ...base,
    relay,
    seats: createSessionSeats(),
    ice,
    card,
    customerOfJourney: (journeyId) => intake?.customerOf(journeyId) ?? null,
    journeysOf: (customerId) => intake?.journeysOf(customerId) ?? [],
  });
  const chat = createChatDesk({ ...base, sessions, guidance, intents });
  const scores = await openNeedScores({
    files: options.needModels ?? [],
    known: options.knownNeedModel,
    needOf: (journeyId) => intake?.needOf(journeyId) ?? null,
    now,
    log,
  });
  const alerts = await createAlertDesk({
    ...base,
    presence,
    sessions,
    chat,
    guidance,
    intents,
    card,
    settled: (journeyId, key) => intake?.settle(journeyId, key),
    scores,
    hasLeft: (journeyId) => intake?.hasLeft(journeyId) ?? false,
    policyOf: (journeyId) => intake?.policyOf(journeyId) ?? null,
  });
  sessions.bindAlerts(alerts);
  chat.bindAlerts(alerts);
  guidance.bind({ alerts, sessions });
  await sessions.restore();

  const policies = await openPolicies({ db, content, factsFile, factLog, clock, background, log });
  intake = await createIntake({
    db,
    factLog,
    policies,
    snapshots: openWatchSnapshots(snapshotsFile, snapshotShape(content.flows), factLog.size),
    snapshotAfterMs: options.snapshotAfterMs,
    content,
    tokens,
    deadlines,
    background,
    metrics,
    log,
    now,
    onFatal,
    effects: {
      apply: (journey, watched) => alerts.applyWatched(journey, watched),
      changed: (journeyId) => {
        alerts.journeyChanged(journeyId);
        sessions.journeyChanged(journeyId);
      },
      seen: (journeyId, customerId) => background.run("customer-seen", () => sessions.customerSeen(journeyId, customerId)),
      settled: () => alerts.idle(),
    },
  });
  await alerts.restore();
  const endpoints = await readEndpoints(path.join(dataDir, "webhooks.json"));
  const webhooks = await startWebhooks({ endpoints, db, deskLog, deadlines, background, metrics, log, now });

  const runs = createRunDesk({ people: options.studio?.people ?? null, factLog, background, log, now });
  const studio = createStudioDesk({
    content,
    releaseId,
    texts: options.studio?.texts ?? textsOf(content),
    deskLog,
    audit,
    drafts: openDraftStore(db, (id) => content.specialists.find((known) => known.id === id)?.name ?? id),
    runs,
    now,
  });

  const services: HubServices = {
    now,
    log,
    metrics,
    content,
    releaseId,
    tokens,
    links,
    background,
    deadlines,
    audit,
    deskLog,
    presence,
    policies,
    scores,
    intake,
    alerts,
    sessions,
    chat,
    guidance,
    contacts,
    studio,
    history: createCustomerHistory({
      db,
      content,
      ledger,
      viewsOf: (customerId, most) => intake?.pastViews(customerId, most) ?? { views: [], isCut: false },
      now,
    }),
  };
  const launchToken = randomBytes(24).toString("base64url");
  const startedAt = now();
  const app = createHttpApp({ services, launchToken, startedAt, sdkDir: options.sdkDir });
  const health: HealthReply = { status: "ok", pid: process.pid, startedAt, protocol: PROTOCOL };
  const answer = lateHttp(app, new Map([["/healthz", () => health]]));
  const server = createServer(answer);
  let requestedAtMs = performance.now();
  server.on("request", ({ url }) => {
    if (!LOOKS.has(url?.split("?", 1)[0] ?? "")) requestedAtMs = performance.now();
  });
  const io = new Server(server, {
    transports: ["websocket"],
    maxHttpBufferSize: LARGEST_MESSAGE_BYTES,
    cors: { origin: "*" },
    serveClient: false,
    pingInterval: 10_000,
    pingTimeout: 8_000,
  });
  serveDesks(io, services);
  serveGuests(io, services);
  serveCustomers(io, services);
  await listen(server, host, options.port, options.portBefore);
  const port = (server.address() as AddressInfo).port;
  const url = `http://${host}:${port}`;
  const lan = options.lan === undefined ? null : await openLan(options.lan, answer, io);
  const checkpoints = startCheckpoints([storeFile, snapshotsFile], log);
  log("info", "start", "the hub is listening", { port, releaseId });

  return {
    url,
    lanUrl: lan?.url ?? null,
    ice,
    port,
    launchToken,
    startedAt,
    bankKey: keys.bank,
    services,
    requestedAtMs: () => requestedAtMs,
    connections: () => links.desks.size + links.customers.size + links.streams.size,
    async close() {
      deadlines.end();
      policies.end();
      runs.stopAll();
      await io.close();
      lan?.close();
      server.closeAllConnections();
      await webhooks.end();
      // What the closed connections set off is still written down: a desk that is gone is away, also tomorrow.
      for (let settled = false; !settled; ) {
        const before = deskLog.seq;
        await background.idle();
        await alerts.idle();
        await deskLog.idle();
        settled = deskLog.seq === before;
      }
      await checkpoints.end();
      await intake?.end();
      await db.destroy();
    },
  };
}
