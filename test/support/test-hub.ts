/**
 * A real hub for tests: real sockets on a free port, a real database and append log in a folder of its own, the real content, a clock that
 * moves only when told. Ends with everything it opened.
 */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { signCustomerToken } from "#customer/demo/server/customer-token.ts";
import type { Hub, HubOptions } from "#hub/compose.ts";
import { startHub } from "#hub/compose.ts";
import type { Content } from "#hub/content/content.ts";
import { demoEpoch, withEpoch } from "#hub/content/epoch.ts";
import { importContent } from "#hub/content/release.ts";
import { readPeople, readSourceTexts } from "#hub/content/source-texts.ts";
import { needModelFiles } from "#hub/decide/need-scores.ts";
import { collectingLog } from "#hub/platform/log.ts";
import type { HubLink } from "#shared/browser/hub-link.ts";
import { connectHub } from "#shared/browser/hub-link.ts";
import { customerHubCalls, customerHubEvents } from "#shared/contract/customer-hub.ts";
import { deskHubCalls, deskHubEvents } from "#shared/contract/desk-hub.ts";
import type { Reply } from "#shared/contract/errors.ts";
import { PROTOCOL } from "#shared/contract/protocol.ts";
import type { ManualClock } from "#shared/lib/clock.ts";
import { manualClock } from "#shared/lib/clock.ts";
import { invariant } from "#shared/lib/invariant.ts";
import type { Alert } from "#shared/model/alert.ts";
import type { DeskEntry } from "#shared/model/desk-log.ts";
import type { Observation, SentFact } from "#shared/model/fact.ts";
import { postFacts, secretOf, tokenOf } from "./tracker.ts";

/** 2026-11-23 10:00 Asia/Shanghai: a Monday morning outside every quiet hour. */
export const MORNING_MS = Date.parse("2026-11-23T10:00:00+08:00");
export const contentDir = path.resolve(import.meta.dirname, "../../content");

export type TestHub = {
  readonly hub: Hub;
  readonly clock: ManualClock;
  readonly dataDir: string;
  readonly faults: () => readonly string[];
  readonly isRunning: () => boolean;
  /** Ends the hub without its folder, so that another can be started on it. */
  stop(): Promise<void>;
  end(): Promise<void>;
};

/** What tests opened on a hub: ended with it, so that no socket goes on knocking at a closed port. */
const opened = new WeakMap<Hub, Set<{ end(): void }>>();

export function endWithHub<T extends { end(): void }>(hub: Hub, link: T): T {
  const links = opened.get(hub) ?? new Set();
  opened.set(hub, links);
  links.add(link);
  return link;
}

export async function startTestHub(
  given: {
    dataDir?: string;
    at?: number;
    clock?: ManualClock;
    lan?: (dataDir: string) => Promise<NonNullable<HubOptions["lan"]>>;
    policies?: Partial<Content["policies"]>;
  } = {},
): Promise<TestHub> {
  const dataDir = given.dataDir ?? (await mkdtemp(path.join(tmpdir(), "baton-hub-")));
  const clock = given.clock ?? manualClock(given.at ?? MORNING_MS);
  const imported = importContent(contentDir, dataDir);
  invariant(imported.ok, `content has faults: ${imported.ok ? "" : JSON.stringify(imported.error.slice(0, 3))}`);
  const { id, content } = imported.value;
  const { log, lines } = collectingLog();
  const hub = await startHub({
    dataDir,
    release: {
      id,
      content: {
        ...withEpoch(content, demoEpoch(content.contentEpoch, clock.now())),
        policies: { ...content.policies, ...given.policies },
      },
    },
    studio: { texts: readSourceTexts(contentDir), people: () => readPeople(contentDir) },
    clock,
    log,
    needModels: needModelFiles(dataDir, contentDir),
    sdkDir: dataDir,
    port: 0,
    host: "127.0.0.1",
    ...(given.lan === undefined ? {} : { lan: await given.lan(dataDir) }),
    onFatal: (fault) => {
      throw fault;
    },
  });
  let stopped = false;
  const stop = async () => {
    if (stopped) return;
    stopped = true;
    await hub.close();
  };
  return {
    hub,
    clock,
    dataDir,
    isRunning: () => !stopped,
    faults: () => lines.filter((line) => line.level === "error").map((line) => JSON.stringify(line)),
    stop,
    async end() {
      for (const link of opened.get(hub) ?? []) link.end();
      await stop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

/** The value of a reply that must have succeeded. */
export function granted<T>(reply: Reply<T>): T {
  invariant(reply.ok, `refused: ${reply.ok ? "" : JSON.stringify(reply.error)}`);
  return reply.value;
}

export function refusalOf(reply: Reply<unknown>): string {
  invariant(!reply.ok, "was not refused");
  return reply.error.code;
}

/** Waits for a condition that real I/O will bring about; polls because sockets do not run on the manual clock. */
export async function eventually<T>(look: () => T | null | undefined | false, what: string, withinMs = 10_000): Promise<T> {
  const until = Date.now() + withinMs;
  for (;;) {
    const found = look();
    if (found !== null && found !== undefined && found !== false) return found;
    invariant(Date.now() < until, `did not happen in ${withinMs} ms: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

/** Runs what is about to happen on one hub and ends it, whatever happened; a fault it logged fails the test. */
export async function onHub(given: Parameters<typeof startTestHub>[0], work: (test: TestHub) => Promise<void>): Promise<void> {
  const test = await startTestHub(given);
  try {
    await work(test);
    const faults = test.faults();
    invariant(faults.length === 0, `the hub logged faults: ${faults.join("\n")}`);
  } finally {
    await test.end();
  }
}

export type TestDesk = {
  readonly link: HubLink<typeof deskHubCalls, typeof deskHubEvents>;
  readonly calls: HubLink<typeof deskHubCalls, typeof deskHubEvents>["calls"];
  /** Log entries received since the desk resumed, pushes and differences alike. */
  readonly entries: DeskEntry[];
  /** The latest state of every alert this desk was told of. */
  readonly alerts: Map<string, Alert>;
  readonly gaps: string[];
  cursor(): number;
  end(): void;
};

export async function signIn(hub: Hub, specialistId: string): Promise<string> {
  const response = await fetch(`${hub.url}/v1/desk/sign-in`, {
    method: "POST",
    headers: { authorization: `Bearer ${hub.launchToken}` },
    body: JSON.stringify({ specialistId }),
  });
  return granted((await response.json()) as Reply<{ token: string }>).token;
}

export async function openDesk(hub: Hub, specialistId: string, cursor: number | null = null): Promise<TestDesk> {
  const token = await signIn(hub, specialistId);
  const link = endWithHub(
    hub,
    connectHub({
      url: hub.url,
      namespace: "/desk",
      auth: () => ({ protocol: PROTOCOL, token }),
      contract: { table: deskHubCalls, events: deskHubEvents },
    }),
  );
  const entries: DeskEntry[] = [];
  const alerts = new Map<string, Alert>();
  const gaps: string[] = [];
  let at = cursor ?? 0;
  const take = (list: readonly DeskEntry[]) => {
    for (const entry of list) {
      entries.push(entry);
      if (entry.change.kind === "alert") alerts.set(entry.change.alert.id, entry.change.alert);
    }
  };
  link.on("log", (push) => {
    if (push.afterSeq !== at) gaps.push(`expected after ${at}, got after ${push.afterSeq}`);
    at = push.upToSeq;
    take(push.entries);
  });
  await eventually(() => link.status().kind === "online", `${specialistId} online`);
  const resumed = granted(await link.calls.resume({ cursor }));
  if (resumed.kind === "snapshot") {
    at = resumed.snapshot.seq;
    for (const alert of resumed.snapshot.alerts) alerts.set(alert.id, alert);
  } else {
    at = resumed.push.upToSeq;
    take(resumed.push.entries);
  }
  return { link, calls: link.calls, entries, alerts, gaps, cursor: () => at, end: () => link.end() };
}

export type TestJourney = {
  readonly id: string;
  readonly secret: string;
  /** Sends facts as the tracker does; answers the reply. */
  send(...observations: Observation[]): Promise<Reply<{ upTo: number; hubNow: number }>>;
  sendRaw(facts: SentFact[]): Promise<Reply<{ upTo: number; hubNow: number }>>;
  facts(...observations: Observation[]): SentFact[];
  connect(): Promise<HubLink<typeof customerHubCalls, typeof customerHubEvents>>;
};

let journeyCount = 0;

export function customerToken(hub: Hub, customerId: string, now: number): Promise<string> {
  return signCustomerToken(customerId, hub.bankKey, now);
}

export async function openJourney(test: TestHub, customerId: string | null, flowId = "car-loan"): Promise<TestJourney> {
  journeyCount += 1;
  const id = `j-test-${journeyCount}-${Math.abs(test.clock.now() % 100_000)}`;
  const secret = secretOf(id);
  const token = await tokenOf(test.hub, customerId, test.clock.now());
  let seq = 0;
  const facts = (...observations: Observation[]): SentFact[] =>
    observations.map((observation) => {
      seq += 1;
      return { id: `${id}-f${seq}`, journeyId: id, seq, at: test.clock.now(), observation } as SentFact;
    });
  const sendRaw = (facts: SentFact[]) => postFacts(test.hub.url, { journeyId: id, token, facts, sentAt: test.clock.now() });
  const journey: TestJourney = {
    id,
    secret,
    facts,
    sendRaw,
    send: (...observations) => sendRaw(facts(...observations)),
    async connect() {
      const link = endWithHub(
        test.hub,
        connectHub({
          url: test.hub.url,
          namespace: "/customer",
          auth: () => ({ protocol: PROTOCOL, journeyId: id, secret, token }),
          contract: { table: customerHubCalls, events: customerHubEvents },
        }),
      );
      await eventually(() => link.status().kind === "online", "customer online");
      return link;
    },
  };
  granted(await journey.send({ kind: "journey-started", flowId, channel: "app" } as Observation));
  return journey;
}

/** The story's breakpoint: on 人脸核验, failed three times. */
export const faceFailedThrice: Observation[] = [
  { kind: "step-entered", stepId: "face-check" },
  { kind: "verification-failed", stepId: "face-check", method: "face", reason: "face-not-found" },
  { kind: "verification-failed", stepId: "face-check", method: "face", reason: "light-too-low" },
  { kind: "verification-failed", stepId: "face-check", method: "face", reason: "light-too-low" },
] as Observation[];
