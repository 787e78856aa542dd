/** Steps of the story that many hub tests begin with: an alert, a pickup, a page that says yes. Real sockets throughout. */
import type { HubLink } from "#shared/browser/hub-link.ts";
import { connectHub } from "#shared/browser/hub-link.ts";
import { customerHubCalls, customerHubEvents } from "#shared/contract/customer-hub.ts";
import { guestHubCalls, guestHubEvents } from "#shared/contract/guest-hub.ts";
import { PROTOCOL } from "#shared/contract/protocol.ts";
import { invariant } from "#shared/lib/invariant.ts";
import type { Alert } from "#shared/model/alert.ts";
import type { ConsentScope } from "#shared/model/consent.ts";
import type { Observation } from "#shared/model/fact.ts";
import type { HelpSession } from "#shared/model/help-session.ts";
import type { HelpSessionId, InvitationId, SpecialistId } from "#shared/model/ids.ts";
import type { TestDesk, TestHub, TestJourney } from "./test-hub.ts";
import { endWithHub, eventually, faceFailedThrice, granted, openDesk, openJourney } from "./test-hub.ts";

export type CustomerPage = HubLink<typeof customerHubCalls, typeof customerHubEvents>;

/** An observation written with plain strings, as a tracker sends it. */
export const seen = (kind: string, rest: Record<string, string> = {}): Observation => ({ kind, ...rest }) as Observation;

/** The alert of this journey as a desk knows it. */
export const alertOf = (desk: TestDesk, journey: Pick<TestJourney, "id">, kind?: string): Alert | undefined =>
  [...desk.alerts.values()].find((alert) => alert.journeyId === journey.id && (kind === undefined || alert.breakpoint.kind === kind));

export const waitForAlert = (desk: TestDesk, journey: Pick<TestJourney, "id">, kind?: string): Promise<Alert> =>
  eventually(() => alertOf(desk, journey, kind), `an alert on ${journey.id}`);

/** A customer whose face check failed three times, and their alert on this desk. */
export async function breakAtFaceCheck(test: TestHub, desk: TestDesk, customerId: string | null = "lin-xiaolan") {
  const journey = await openJourney(test, customerId);
  granted(await journey.send(...faceFailedThrice));
  return { journey, alert: await waitForAlert(desk, journey) };
}

export type Invited = {
  readonly manager: TestDesk;
  readonly journey: TestJourney;
  readonly alert: Alert;
  readonly helpSession: HelpSession;
  readonly id: HelpSessionId;
  readonly invitationId: InvitationId;
};

export async function invited(test: TestHub, managerId = "li-siyuan", customerId: string | null = "lin-xiaolan"): Promise<Invited> {
  const manager = await openDesk(test.hub, managerId);
  const { journey, alert } = await breakAtFaceCheck(test, manager, customerId);
  const { helpSession } = granted(await manager.calls.pickUpAlert({ alertId: alert.id }));
  invariant(helpSession.state.status === "inviting", "a pickup invites");
  return { manager, journey, alert, helpSession, id: helpSession.id, invitationId: helpSession.state.invitationId };
}

export type Active = Invited & { readonly page: CustomerPage };

/** The customer said yes to these scopes, and the manager has joined. */
export async function active(test: TestHub, scopes: ConsentScope[] = ["view"], managerId = "li-siyuan"): Promise<Active> {
  const story = await invited(test, managerId);
  const page = await story.journey.connect();
  granted(await page.calls.answerInvitation({ invitationId: story.invitationId, answer: "accept", scopes }));
  granted(await story.manager.calls.joinHelpSession({ helpSessionId: story.id }));
  return { ...story, page };
}

/** An expert who was invited and has joined from their own desk. */
export async function withExpert(test: TestHub, story: Active, expertId = "zhao-boshi"): Promise<TestDesk> {
  const expert = await openDesk(test.hub, expertId);
  granted(
    await story.manager.calls.inviteExpert({
      helpSessionId: story.id,
      specialistId: expertId as SpecialistId,
      question: "能否以保单设立？",
    }),
  );
  granted(await expert.calls.joinHelpSession({ helpSessionId: story.id }));
  return expert;
}

/** A mirror frame with one byte a layer, so that who received which can be read off. */
export const frame = (id: HelpSessionId, seq: number, keyframe = seq === 1, pageId = "page-0001") => ({
  helpSessionId: id,
  envelope: { pageId, seq, keyframe, at: seq },
  layers: { structure: new Uint8Array([1, seq]), open: new Uint8Array([2, seq]), manager: new Uint8Array([3, seq]) },
});

export type SeenMirror = { readonly frames: { seq: number; layers: string[] }[]; readonly stops: string[] };

/** What this desk's socket receives of the mirror from now on. */
export function watchMirror(desk: Pick<TestDesk, "link">): SeenMirror {
  const mirror: SeenMirror = { frames: [], stops: [] };
  desk.link.on("mirror", ({ envelope, layers }) =>
    mirror.frames.push({
      seq: envelope.seq,
      layers: Object.entries(layers)
        .filter(([, body]) => body !== undefined)
        .map(([layer]) => layer)
        .sort(),
    }),
  );
  desk.link.on("mirror-stopped", ({ because }) => mirror.stops.push(because));
  return mirror;
}

/** The latest state of a help session this desk was told of. */
export function sessionOf(desk: TestDesk, id: HelpSessionId): HelpSession | undefined {
  let latest: HelpSession | undefined;
  for (const { change } of desk.entries) if (change.kind === "help-session" && change.helpSession.id === id) latest = change.helpSession;
  return latest;
}

export const statusOf = (session: HelpSession | undefined, participantId: string): string | undefined =>
  session?.participants.find((participant) => participant.id === participantId)?.status;

export type TestStream = { readonly events: { event: string; data: Record<string, unknown> }[]; end(): void };

/** The bare EventSource of a page. */
export async function openStream(test: TestHub, journey: Pick<TestJourney, "id" | "secret">): Promise<TestStream> {
  const events: TestStream["events"] = [];
  const ending = new AbortController();
  const response = await fetch(`${test.hub.url}/v1/invitations?journey=${journey.id}&secret=${journey.secret}`, { signal: ending.signal });
  invariant(response.ok && response.body !== null, "the stream opens");
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let text = "";
  void (async () => {
    try {
      for (;;) {
        const { done, value } = await reader.read();
        if (done) return;
        text += value;
        for (let end = text.indexOf("\n\n"); end >= 0; end = text.indexOf("\n\n")) {
          const block = text.slice(0, end);
          text = text.slice(end + 2);
          const event = /^event: (.*)$/m.exec(block)?.[1];
          const data = /^data: (.*)$/m.exec(block)?.[1];
          if (event !== undefined && data !== undefined) events.push({ event, data: JSON.parse(data) as Record<string, unknown> });
        }
      }
    } catch (fault) {
      if (!ending.signal.aborted && test.isRunning()) throw fault;
    }
  })();
  await eventually(() => [...test.hub.services.links.streams.of(journey.id as never)].length > 0, "the stream is known");
  return endWithHub(test.hub, { events, end: () => ending.abort() });
}

/** An expert who joins from a browser link. */
export async function openGuest(test: TestHub, specialistId: string, helpSessionId: HelpSessionId) {
  const token = await test.hub.services.tokens.forGuest(specialistId as SpecialistId, helpSessionId);
  const link = endWithHub(
    test.hub,
    connectHub({
      url: test.hub.url,
      namespace: "/guest",
      auth: () => ({ protocol: PROTOCOL, token }),
      contract: { table: guestHubCalls, events: guestHubEvents },
    }),
  );
  await eventually(() => link.status().kind === "online", "guest online");
  return link;
}

/** Lets everything the hub does behind a reply come to rest. */
export async function settled(test: TestHub): Promise<void> {
  const { background, alerts, deskLog } = test.hub.services;
  for (let round = 0; round < 3; round += 1) {
    await new Promise((resolve) => setImmediate(resolve));
    await background.idle();
    await alerts.idle();
    await deskLog.idle();
  }
}

/** The page of a journey on whatever hub serves it now: journey and secret are the customer's own. */
export async function connectPage(test: TestHub, journey: Pick<TestJourney, "id" | "secret">): Promise<CustomerPage> {
  const link = endWithHub(
    test.hub,
    connectHub({
      url: test.hub.url,
      namespace: "/customer",
      auth: () => ({ protocol: PROTOCOL, journeyId: journey.id, secret: journey.secret, token: null }),
      contract: { table: customerHubCalls, events: customerHubEvents },
    }),
  );
  await eventually(() => link.status().kind === "online", "the page is online");
  return link;
}
